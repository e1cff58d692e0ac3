"""Notebook 00."""

import math

from xentlib.lessons.start_here import pictures


def check_course_map(picture, sentence, notebook):
    title, question, _ = picture.notebooks[notebook]
    assert sentence.startswith(f"Notebook {notebook:02d}, {title}, asks: {question}".replace("\n", " "))


RIGHT = {pictures.CourseMap: check_course_map}

LOOPED = {"nats to bits": lambda nats: nats / math.log(2)}
