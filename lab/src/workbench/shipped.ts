// Where the shipped data lie beside the page: fetched only when they are chosen. Knows addresses, not what is in them.
import cars from "../../../assets/cars.csv?url";
import digits from "../../../assets/digits-8x8.bin.gz?url";
import iris from "../../../assets/iris.csv?url";
import lettersRu from "../../../assets/letters-ru.bin.gz?url";
import letters from "../../../assets/letters.bin.gz?url";
import penguins from "../../../assets/penguins.csv?url";

export const shippedUrls: Readonly<Record<string, string>> = {
  "iris.csv": iris,
  "penguins.csv": penguins,
  "cars.csv": cars,
  "digits-8x8.bin.gz": digits,
  "letters.bin.gz": letters,
  "letters-ru.bin.gz": lettersRu,
};
