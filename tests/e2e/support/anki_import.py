"""Imports a text file into a new Anki collection with Anki's own library, twice, and says what there is afterwards.

    python3 anki_import.py cards.txt

One line of JSON: the number of notes after the first import and after the second, the decks, and one note's fields.
"""

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportCsvRequest


def import_text(collection: Collection, path: str) -> None:
    metadata = collection.get_csv_metadata(path=path, delimiter=None)
    collection.import_csv(ImportCsvRequest(path=path, metadata=metadata))


def main(path: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        counts = []
        for _ in range(2):
            import_text(collection, path)
            counts.append(collection.note_count())
        first = collection.get_note(min(collection.find_notes("")))
        decks = [deck.name for deck in collection.decks.all_names_and_ids() if deck.name.startswith("Faultline::")]
        print(json.dumps({"counts": counts, "decks": decks, "guid": first.guid, "fields": first.fields, "tags": first.tags}))
        collection.close()


main(sys.argv[1])
