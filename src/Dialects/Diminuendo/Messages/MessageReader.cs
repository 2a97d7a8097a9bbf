using System.Text.Json;
using System.Text.Unicode;
using Carillon.Contracts.Files;
using Carillon.Contracts.Identity;
using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Wire;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Messages;

/// <summary>Turns bytes into a message (spec: Diminuendo, section 2). Fields it does not know are passed over.</summary>
internal static class MessageReader
{
    /// <summary>How deep a message may nest.</summary>
    public const int MaxDepth = 32;

    /// <summary>The largest page of history or events.</summary>
    public const int MaxLimit = 1000;

    private const int DefaultLimit = 100;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads one message.</summary>
    /// <exception cref="MessageException">INVALID_JSON or INVALID_MESSAGE.</exception>
    public static ClientMessage Read(ReadOnlyMemory<byte> bytes)
    {
        using var document = Parse(bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new MessageException(WireError.InvalidMessage.Saying("A message must be an object with a \"type\""));
        }

        var fields = new Fields(document.RootElement);
        return Read(fields.Text("type"), fields);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        // The parser leaves the inside of strings alone, and broken characters would surface later as a fault of ours.
        if (!Utf8.IsValid(bytes.Span)) throw new MessageException(WireError.InvalidJson);
        try
        {
            return JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException)
        {
            throw new MessageException(WireError.InvalidJson);
        }
    }

    private static ClientMessage Read(string type, Fields fields) => type switch
    {
        "authenticate" => new Authenticate(fields.NonEmpty("token"), fields.OptionalWhole("protocolVersion", 1, Fields.MaxNumber)),
        "list_sessions" => new ListSessions(
            fields.OptionalFlag("includeArchived") ?? false, (int?)fields.OptionalWhole("limit", 1, MaxLimit), fields.OptionalText("next")),
        "create_session" => new CreateSession(fields.Id("agentType"), fields.OptionalText("name")),
        "rename_session" => new RenameSession(fields.Id("sessionId"), fields.Text("name")),
        "archive_session" => new ArchiveSession(fields.Id("sessionId"), Archived: true),
        "unarchive_session" => new ArchiveSession(fields.Id("sessionId"), Archived: false),
        "delete_session" => new DeleteSession(fields.Id("sessionId")),
        "join_session" => new JoinSession(fields.Id("sessionId"), fields.OptionalWhole("afterSeq", 0, Fields.MaxNumber)),
        "leave_session" => new LeaveSession(fields.Id("sessionId")),
        "run_turn" => new RunTurn(fields.Id("sessionId"), fields.Text("text")),
        "stop_turn" => new StopTurn(fields.Id("sessionId")),
        "steer" => new Steer(fields.Id("sessionId"), fields.Text("content")),
        "answer_question" => new AnswerQuestion(
            fields.Id("sessionId"), fields.Id("requestId"), AnswerReader.Read(fields.Object("answers"))),
        "resolve_permission" => new ResolvePermission(fields.Id("sessionId"), fields.Id("requestId"), KindOf(fields)),
        "get_history" => new GetHistory(fields.Id("sessionId"), After(fields), Limit(fields)),
        "get_events" => new GetEvents(fields.Id("sessionId"), After(fields), Limit(fields)),
        "list_files" => new ListFiles(
            fields.Id("sessionId"), fields.OptionalText("path"), (int)(fields.OptionalWhole("depth", 1, FileBounds.MaxDepth) ?? 1)),
        "read_file" => new ReadFile(fields.Id("sessionId"), fields.NonEmpty("path")),
        "file_history" => new GetFileHistory(fields.Id("sessionId"), fields.NonEmpty("path")),
        "file_at_iteration" => new ReadFileIteration(
            fields.Id("sessionId"), fields.NonEmpty("path"), (int)fields.Whole("iteration", 1, int.MaxValue)),
        "manage_members" => Members(fields),
        "ping" => new Ping(fields.Number("ts")),
        _ => throw new MessageException(WireError.InvalidMessage.Saying($"Message type \"{Cut(type)}\" is not supported")),
    };

    private static ClientMessage Members(Fields fields) => fields.Text("action") switch
    {
        "list" => new ListMembers(),
        "set_role" => new SetMemberRole(fields.Id("userId"), RoleOf(fields)),
        "remove" => new RemoveMember(fields.Id("userId")),
        _ => throw Fields.Wrong("action", "\"list\", \"set_role\" or \"remove\""),
    };

    private static Role RoleOf(Fields fields) => RoleNames.Find(fields.Text("role"))
        ?? throw Fields.Wrong("role", $"one of {string.Join(", ", RoleNames.All)}");

    private static long After(Fields fields) => fields.OptionalWhole("afterSeq", 0, Fields.MaxNumber) ?? 0;

    private static int Limit(Fields fields) => (int)(fields.OptionalWhole("limit", 1, MaxLimit) ?? DefaultLimit);

    private static PermissionKind KindOf(Fields fields) => (fields.Flag("approved"), fields.OptionalText("scope") ?? "once") switch
    {
        (true, "once") => PermissionKind.AllowOnce,
        (true, "always") => PermissionKind.AllowAlways,
        (false, "once") => PermissionKind.RejectOnce,
        (false, "always") => PermissionKind.RejectAlways,
        _ => throw Fields.Wrong("scope", "\"once\" or \"always\""),
    };

    private static string Cut(string type) => type.Length <= 60 ? type : type[..60] + "…";
}
