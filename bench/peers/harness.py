"""The Python twin of harness.mjs: which works are asked for, repeats, one JSON line a work. Knows no peer."""
import json, sys, time

ASK = json.loads(sys.argv[1])
MEASURES = {
    "steps/s": lambda seconds, work: work / seconds,
    "GFLOP/s": lambda seconds, work: work / seconds / 1e9,
    "GB/s": lambda seconds, work: work / seconds / 1e9,
    "us": lambda seconds, work: seconds * 1e6,
    "ms": lambda seconds, work: seconds * 1e3,
}
PRODUCTS = {
    "matmul-64": (64, 64, 64),
    "matmul-256": (256, 256, 256),
    "matmul-512": (512, 512, 512),
    "matmul-1024": (1024, 1024, 1024),
    "matmul-2048": (2048, 2048, 2048),
    "matmul-odd": (509, 317, 1021),
}
CHAIN = 10**7


def say(**line):
    print(json.dumps(line), flush=True)


def clock(run, count):
    begin = time.perf_counter()
    run(count)
    return (time.perf_counter() - begin) * 1e3


def seconds_of(run):
    """Seconds a call, for each repeat. The first calls warm up and find how many fill a repeat; a call of seconds is not repeated."""
    run(1)
    count = 1
    while True:
        spent = clock(run, count)
        if count == 1 and spent > 2000:
            return [spent / 1e3]
        if spent >= ASK["milliseconds"] * 0.6:
            count = max(1, round(count * ASK["milliseconds"] / spent))
            break
        count = max(count * 2, min(count * 16, round(count * ASK["milliseconds"] / max(spent, 0.02))))
    return [clock(run, count) / 1e3 / count for _ in range(ASK["repeats"])]


def again(call):
    """run(count) of a function without arguments."""

    def run(count):
        for _ in range(count):
            call()

    return run


def measure(common, works, otherwise):
    """works: id -> (unit, work, prepare), where prepare gives run(count); or id -> why the peer cannot. Works not listed get `otherwise`.
    A list of triples: ways to do the same work; each is measured, and the parent takes the best."""
    for id in ASK["works"]:
        say(start=id)
        made = works.get(id, otherwise)
        line = dict(id=id, **common)
        if isinstance(made, str):
            say(setting=ASK["setting"], error="cannot: " + made, **line)
            continue
        for unit, work, prepare, *variant in made if isinstance(made, list) else [made]:
            setting = ", ".join([ASK["setting"], *variant])
            try:
                values = [float("%.5g" % MEASURES[unit](seconds, work)) for seconds in seconds_of(prepare())]
                say(setting=setting, unit=unit, values=values, **line)
            except Exception as error:
                say(setting=setting, error="cannot: " + str(error).split("\n")[0][:200], **line)
