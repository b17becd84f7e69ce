"""The document that Google's client libraries make their methods from, in Google's format."""

from collections.abc import Mapping

VERSION = "v1alpha1"
_STRING = {"type": "string"}
_FLAG = {"type": "boolean"}
_NUMBER = {"type": "number", "format": "float"}
_OFFSET = {"type": "integer", "format": "int32"}
_TEXTS = {"type": "array", "items": _STRING}
_PARAMETERS = {
    name: {"type": kind, "location": "query", "description": what}
    for name, kind, what in (
        ("key", "string", "The site's API key."),
        ("alt", "string", "Always json."),
        ("fields", "string", "Ignored; every answer is whole."),
        ("prettyPrint", "boolean", "Whether the answer is indented."),
        ("quotaUser", "string", "Ignored."),
        ("$.xgafv", "string", "Ignored."),
    )
}


def _ref(name: str) -> Mapping[str, object]:
    return {"$ref": name}


def _list(name: str) -> Mapping[str, object]:
    return {"type": "array", "items": _ref(name)}


def _map(name: str) -> Mapping[str, object]:
    return {"type": "object", "additionalProperties": _ref(name)}


_SCHEMAS: Mapping[str, Mapping[str, object]] = {
    "TextEntry": {"text": _STRING, "type": _STRING},
    "AttributeParameters": {"scoreType": _STRING, "scoreThreshold": _NUMBER},
    "Score": {"value": _NUMBER, "type": _STRING},
    "SpanScore": {"begin": _OFFSET, "end": _OFFSET, "score": _ref("Score")},
    "AttributeScores": {"summaryScore": _ref("Score"), "spanScores": _list("SpanScore")},
    "ArticleAndParentComment": {"article": _ref("TextEntry"), "parentComment": _ref("TextEntry")},
    "Context": {
        "entries": _list("TextEntry"),
        "articleAndParentComment": _ref("ArticleAndParentComment"),
    },
    "AnalyzeCommentRequest": {
        "comment": _ref("TextEntry"),
        "requestedAttributes": _map("AttributeParameters"),
        "context": _ref("Context"),
        "languages": _TEXTS,
        "doNotStore": _FLAG,
        "clientToken": _STRING,
        "sessionId": _STRING,
        "communityId": _STRING,
        "spanAnnotations": _FLAG,
        "dropUnsupportedAttributes": _FLAG,
    },
    "AnalyzeCommentResponse": {
        "attributeScores": _map("AttributeScores"),
        "languages": _TEXTS,
        "detectedLanguages": _TEXTS,
        "clientToken": _STRING,
    },
    "SuggestCommentScoreRequest": {
        "comment": _ref("TextEntry"),
        "attributeScores": _map("AttributeScores"),
        "context": _ref("Context"),
        "languages": _TEXTS,
        "clientToken": _STRING,
        "sessionId": _STRING,
        "communityId": _STRING,
    },
    "SuggestCommentScoreResponse": {
        "detectedLanguages": _TEXTS,
        "requestedLanguages": _TEXTS,
        "clientToken": _STRING,
    },
}


def discovery(origin: str) -> Mapping[str, object]:
    """Return the document of the service at `origin`, such as https://saring.example."""
    root = f"{origin.rstrip('/')}/"
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"commentanalyzer:{VERSION}",
        "name": "commentanalyzer",
        "version": VERSION,
        "title": "Saring, by Perspective's protocol",
        "description": "Scores of comments, with the names that Perspective gave them.",
        "protocol": "rest",
        "rootUrl": root,
        "servicePath": "",
        "baseUrl": root,
        "basePath": "",
        "batchPath": "batch",
        "parameters": _PARAMETERS,
        "schemas": {
            name: {"id": name, "type": "object", "properties": members}
            for name, members in _SCHEMAS.items()
        },
        "resources": {
            "comments": {
                "methods": {
                    "analyze": _method("analyze", "AnalyzeComment", "Score a comment."),
                    "suggestscore": _method(
                        "suggestscore", "SuggestCommentScore", "Say what the scores should be."
                    ),
                }
            }
        },
    }


def _method(name: str, schema: str, what: str) -> Mapping[str, object]:
    path = f"{VERSION}/comments:{name}"
    return {
        "id": f"commentanalyzer.comments.{name}",
        "description": what,
        "httpMethod": "POST",
        "path": path,
        "flatPath": path,
        "parameters": {},
        "parameterOrder": [],
        "request": _ref(f"{schema}Request"),
        "response": _ref(f"{schema}Response"),
    }
