"""The language server: what the other modules find out, in the words of the protocol."""

from __future__ import annotations

from lsprotocol import types as lsp

from reports.editor.completion import complete
from reports.editor.fixes import fixes
from reports.editor.hover import hover
from reports.editor.links import definitions, references
from reports.editor.session import Claims

_SORTS = {
    "field": lsp.CompletionItemKind.Field,
    "id": lsp.CompletionItemKind.Reference,
    "value": lsp.CompletionItemKind.EnumMember,
    "name": lsp.CompletionItemKind.Text,
    "unit": lsp.CompletionItemKind.Unit,
    "place": lsp.CompletionItemKind.Value,
}


def make_server() -> Claims:
    """Return the server with all that it answers to."""
    server = Claims()
    _answer_workspace(server)
    _answer_changes(server)
    _answer_questions(server)
    return server


def _answer_workspace(server: Claims) -> None:
    @server.feature(lsp.INITIALIZED)
    async def initialized(params: lsp.InitializedParams) -> None:
        del params
        workspace = server.workspace
        folders = [folder.uri for folder in workspace.folders.values()]
        folders = folders or [uri for uri in (workspace.root_uri,) if uri]
        server.set_folders(folders)
        server.changed()
        if not _may_watch(server.client_capabilities):
            server.keep_looking()
            return
        watchers = [lsp.FileSystemWatcher(glob_pattern="**/*")]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
        await server.client_register_capability_async(
            lsp.RegistrationParams([lsp.Registration("files", method, options)])
        )

    @server.feature(lsp.SHUTDOWN)
    def ended(params: None) -> None:
        del params
        server.ended = True

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        server.touched(params.changes)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        del params
        server.set_folders(folder.uri for folder in server.workspace.folders.values())
        server.changed()


def _answer_changes(server: Claims) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.put(document.uri, document.text, document.version)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def edited(params: lsp.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        if params.content_changes:
            server.put(document.uri, params.content_changes[-1].text, document.version)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.drop(params.text_document.uri)


def _may_watch(capabilities: lsp.ClientCapabilities) -> bool:
    workspace = capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    return bool(watching and watching.dynamic_registration)


def _answer_questions(server: Claims) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        uri = params.text_document.uri
        answer = await server.asked(uri, params.position, hover)
        if answer is None or answer.found is None:
            return None
        contents = lsp.MarkupContent(lsp.MarkupKind.PlainText, answer.found.text)
        return lsp.Hover(contents, server.range(answer.source, answer.found.span))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    async def defined(params: lsp.DefinitionParams) -> list[lsp.Location]:
        answer = await server.asked(params.text_document.uri, params.position, definitions)
        return [] if answer is None else server.locations(answer.set, answer.checked, answer.found)

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    async def referred(params: lsp.ReferenceParams) -> list[lsp.Location]:
        answer = await server.asked(params.text_document.uri, params.position, references)
        return [] if answer is None else server.locations(answer.set, answer.checked, answer.found)

    options = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    async def mended(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return await _code_actions(server, params)

    triggers = lsp.CompletionOptions(trigger_characters=[" ", ":", "#", '"'])

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, triggers)
    async def completed(params: lsp.CompletionParams) -> lsp.CompletionList | None:
        return await _completion(server, params)


async def _code_actions(server: Claims, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    uri = params.text_document.uri
    found = server.set_of(uri)
    checked = None if found is None else await server.up_to_date(found[0])
    if found is None or checked is None:
        return []
    source = checked.sources.get(found[1].path)
    if source is None:
        return []
    start, end = (server.offset(source, p) for p in (params.range.start, params.range.end))
    actions = []
    for fix in fixes(checked, source.name, start, end):
        edit = lsp.TextEdit(server.range(source, fix.span), fix.text)
        actions.append(
            lsp.CodeAction(
                fix.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[d for d in params.context.diagnostics if d.code == fix.rule] or None,
                is_preferred=fix.preferred,
                edit=lsp.WorkspaceEdit(changes={uri: [edit]}),
            )
        )
    return actions


async def _completion(server: Claims, params: lsp.CompletionParams) -> lsp.CompletionList | None:
    """Answer with what was known before the latest change: half a word is not worth a check."""
    found = server.set_of(params.text_document.uri)
    if found is None:
        return None
    each, buffer = found
    checked = each.checked or await server.up_to_date(each)
    if checked is None:
        return None
    offset = server.offset(buffer.source, params.position)
    told = await server.work(complete, checked, buffer.path, buffer.source.text, offset)
    if told is None:
        return None
    where = server.range(buffer.source, told.span)
    typed = buffer.source.text[told.span.start : offset]
    items = [
        lsp.CompletionItem(
            label=choice.label,
            kind=_SORTS[choice.sort],
            detail=choice.detail or None,
            sort_text=f"{number:04}",
            # The words are folded here, and an editor that compares letters must not drop them.
            filter_text=typed or None,
            text_edit=lsp.TextEdit(where, choice.text),
        )
        for number, choice in enumerate(told.choices)
    ]
    return lsp.CompletionList(is_incomplete=told.more or bool(typed), items=items)
