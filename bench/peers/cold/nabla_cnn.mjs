// From the start of the process to the end of the first step of d), as a user of the built package has it: what the command measures.
import "../../../dist/cli/bench/cold-start-cnn.js";
