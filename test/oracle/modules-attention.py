"""Attention and transformers."""
import torch
from torch import nn
from oracle import Family, randn

torch.manual_seed(0)
family = Family()
E, H, L, S, N = 4, 2, 3, 5, 2


def attention(name, module, query, key, value, training=True, padding=None, mask=None):
    inputs = [query, key, value] + [x for x in (padding, mask) if x is not None]
    family.module(name, module, *inputs, training=training, call=lambda q, k, v, *rest: module(
        q, k, v, key_padding_mask=padding, attn_mask=mask))


padding = torch.tensor([[False, False, True, False, True], [False, True, False, False, False]])
causal = torch.triu(torch.ones(L, L), 1).bool()
attention("MultiheadAttention", nn.MultiheadAttention(E, H), randn(L, N, E), randn(S, N, E), randn(S, N, E))
attention("MultiheadAttention batch first", nn.MultiheadAttention(E, H, batch_first=True, bias=False), randn(N, L, E), randn(N, S, E), randn(N, S, E))
attention("MultiheadAttention padding", nn.MultiheadAttention(E, 1), randn(L, N, E), randn(S, N, E), randn(S, N, E), padding=padding)
attention("MultiheadAttention mask", nn.MultiheadAttention(E, H), randn(L, N, E), randn(L, N, E), randn(L, N, E), mask=causal)
attention("MultiheadAttention number mask", nn.MultiheadAttention(E, H), randn(L, N, E), randn(S, N, E), randn(S, N, E), mask=randn(L, S))
attention("MultiheadAttention mask of heads", nn.MultiheadAttention(E, H), randn(L, N, E), randn(S, N, E), randn(S, N, E), mask=randn(N * H, L, S))
attention("MultiheadAttention other sizes", nn.MultiheadAttention(E, H, kdim=3, vdim=2), randn(L, N, E), randn(S, N, 3), randn(S, N, 2))
attention("MultiheadAttention extra keys", nn.MultiheadAttention(E, H, add_bias_kv=True, add_zero_attn=True), randn(L, N, E), randn(S, N, E), randn(S, N, E), padding=padding)
attention("MultiheadAttention without batch", nn.MultiheadAttention(E, H), randn(L, E), randn(S, E), randn(S, E))

options = dict(dim_feedforward=6, dropout=0.0)
for norm_first in (False, True):
    for activation in ("relu", "gelu"):
        name = f"{'before' if norm_first else 'behind'}, {activation}"
        more = dict(norm_first=norm_first, activation=activation, **options)
        family.module(f"TransformerEncoderLayer {name}", nn.TransformerEncoderLayer(E, H, **more), randn(L, N, E))
        layer = nn.TransformerDecoderLayer(E, H, **more)
        family.module(f"TransformerDecoderLayer {name}", layer, randn(L, N, E), randn(S, N, E))
layer = nn.TransformerEncoderLayer(E, H, batch_first=True, **options)
family.module("TransformerEncoderLayer masks", layer, randn(N, S, E), padding, torch.triu(torch.ones(S, S), 1).bool(),
              call=lambda x, p, m: layer(x, src_mask=m, src_key_padding_mask=p))
family.module("TransformerEncoderLayer eval", nn.TransformerEncoderLayer(E, H, dim_feedforward=6), randn(L, N, E), training=False)
decoder = nn.TransformerDecoderLayer(E, H, **options)
family.module("TransformerDecoderLayer masks", decoder, randn(L, N, E), randn(S, N, E), padding, causal,
              call=lambda t, m, p, c: decoder(t, m, tgt_mask=c, memory_key_padding_mask=p))
family.module("TransformerEncoder", nn.TransformerEncoder(nn.TransformerEncoderLayer(E, H, **options), 2), randn(L, N, E))
family.module("TransformerEncoder norm", nn.TransformerEncoder(nn.TransformerEncoderLayer(E, H, norm_first=True, **options), 2, nn.LayerNorm(E)), randn(L, N, E))
family.module("TransformerDecoder", nn.TransformerDecoder(nn.TransformerDecoderLayer(E, H, **options), 2, nn.LayerNorm(E)), randn(L, N, E), randn(S, N, E))
model = nn.Transformer(E, H, num_encoder_layers=1, num_decoder_layers=1, **options)
family.module("Transformer", model, randn(S, N, E), randn(L, N, E))
family.module("Transformer masks", model, randn(S, N, E), randn(L, N, E), padding, causal,
              call=lambda s, t, p, c: model(s, t, tgt_mask=c, src_key_padding_mask=p, memory_key_padding_mask=p))
family.case("generate_square_subsequent_mask", lambda: nn.Transformer.generate_square_subsequent_mask(3), gradient=False)
family.write()
