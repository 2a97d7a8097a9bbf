namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>Every message of the protocol (spec: Diminuendo, section 2, and the one that is ours), a row each.</summary>
internal static class MessageTable
{
    private const string Meta =
        """{"id":"$SESSION","tenantId":"$TENANT","name":"<any>","agentType":"worker","status":"<string>","archived":#,"createdAt":"<number>","updatedAt":"<number>","lastActivityAt":"<any>"}""";

    private static readonly MessageField Session = new("sessionId", "a string", "7");
    private static readonly MessageField Request = new("requestId", "a string", "[]");
    private static readonly MessageField Path = new("path", "a string", "true");
    private static readonly MessageField After = new("afterSeq", "a whole number from 0 to 9007199254740991", "\"1\"", Required: false);
    private static readonly MessageField Limit = new("limit", "a whole number from 1 to 1000", "\"1\"", Required: false);

    private static readonly string[] Readers = ["vera"];
    private static readonly string[] AllButOwnersAndAdmins = ["bill", "mona", "vera"];
    private static readonly string[] AllButOwners = ["adam", "bill", "mona", "vera"];

    public static IReadOnlyList<MessageRow> Rows { get; } = [.. Connection(), .. Sessions(), .. Turns(), .. Data(), .. Files(), .. Members()];

    private static string MetaOf(bool archived) => Meta.Replace("#", archived ? "true" : "false", StringComparison.Ordinal);

    private static IEnumerable<MessageRow> Connection() =>
    [
        new("authenticate", Scene.Idle, """{"type":"authenticate","token":"$KEY"}""",
            """{"type":"authenticated","identity":{"userId":"olga","email":"","tenantId":"acme"}}""", new MessageField("token", "a string", "1"),
            new MessageField("protocolVersion", "a whole number from 1 to 9007199254740991", "\"1\"", Required: false))
        {
            // The form without an identity is the usual one; a token of another tenant is no way out of one's own.
            Anonymous = """{"type":"authenticated","identity":{"userId":"olga","email":"","tenantId":"acme"}}""",
            Foreign = """{"type":"error","code":"AUTH_FAILED","message":"The token is another user's; open another connection for it"}""",
        },
        new("ping", Scene.Idle, """{"type":"ping","ts":12.5}""", """{"type":"pong","clientTs":12.5,"serverTs":"<number>"}""",
            new MessageField("ts", "a number", "\"now\""))
        {
            Anonymous = """{"type":"pong","clientTs":12.5,"serverTs":"<number>"}""",
            Foreign = """{"type":"pong","clientTs":12.5,"serverTs":"<number>"}""",
        },
    ];

    private static IEnumerable<MessageRow> Sessions() =>
    [
        new("list_sessions", Scene.Idle, """{"type":"list_sessions","includeArchived":true}""", """{"type":"session_list","sessions":"<array>"}""",
            new MessageField("includeArchived", "a boolean", "1", Required: false), Limit, new MessageField("next", "a string", "1", Required: false))
        {
            Foreign = """{"type":"session_list","sessions":[]}""",
        },
        new("create_session", Scene.Idle, """{"type":"create_session","agentType":"worker","name":"New"}""", CreatedIn(LiveGateway.Tenant),
            new MessageField("agentType", "a string", "{}"), new MessageField("name", "a string", "1", Required: false))
        {
            Denied = Readers,
            Foreign = CreatedIn("$TENANT"),
        },
        new("rename_session", Scene.Idle, """{"type":"rename_session","sessionId":"$SESSION","name":"Renamed"}""",
            $$"""{"type":"session_updated","session":{{MetaOf(archived: false).Replace("\"<any>\",\"agent", "\"Renamed\",\"agent", StringComparison.Ordinal)}}}""",
            Session, new MessageField("name", "a string", "1")) { Denied = Readers },
        new("archive_session", Scene.Idle, """{"type":"archive_session","sessionId":"$SESSION"}""",
            $$"""{"type":"session_archived","session":{{MetaOf(archived: true)}}}""", Session) { Denied = Readers },
        new("unarchive_session", Scene.Archived, """{"type":"unarchive_session","sessionId":"$SESSION"}""",
            $$"""{"type":"session_unarchived","session":{{MetaOf(archived: false)}}}""", Session) { Denied = Readers },
        new("delete_session", Scene.Idle, """{"type":"delete_session","sessionId":"$SESSION"}""",
            """{"type":"session_deleted","sessionId":"$SESSION"}""", Session) { Denied = ["bill", "mona", "vera"] },
        new("join_session", Scene.Idle, """{"type":"join_session","sessionId":"$SESSION"}""",
            $$"""{"type":"state_snapshot","sessionId":"$SESSION","session":{{MetaOf(archived: false)}},"currentTurn":null,"recentHistory":"<array>","subscriberCount":1,"sandbox":"<any>","seq":"<number>"}""",
            Session, After),
        new("leave_session", Scene.Joined, """{"type":"leave_session","sessionId":"$SESSION"}""", null, Session) { Foreign = null },
    ];

    private static string CreatedIn(string tenant) =>
        $$$"""{"type":"session_created","session":{"id":"<string>","tenantId":"{{{tenant}}}","name":"New","agentType":"worker","status":"inactive","archived":false,"createdAt":"<number>","updatedAt":"<number>","lastActivityAt":null}}""";

    private static IEnumerable<MessageRow> Turns() =>
    [
        new("run_turn", Scene.Joined, """{"type":"run_turn","sessionId":"$SESSION","text":"list"}""",
            """{"type":"turn_started","sessionId":"$SESSION","turnId":"<string>","seq":"<number>","ts":"<number>"}""",
            Session, new MessageField("text", "a string", "[]")) { Denied = Readers },
        new("stop_turn", Scene.Permission, """{"type":"stop_turn","sessionId":"$SESSION"}""",
            """{"type":"stop_acknowledged","sessionId":"$SESSION","turnId":"<string>"}""", Session) { Denied = Readers },
        new("steer", Scene.Permission, """{"type":"steer","sessionId":"$SESSION","content":"to the left"}""",
            """{"type":"steer_sent","sessionId":"$SESSION","steerId":"<string>","content":"to the left"}""",
            Session, new MessageField("content", "a string", "{}")) { Denied = Readers },
        new("answer_question", Scene.Question, """{"type":"answer_question","sessionId":"$SESSION","requestId":"$REQUEST","answers":{"tests":true,"retries":3,"targets":["linux"]}}""",
            """{"type":"session_state","sessionId":"$SESSION","state":"running","reason":"request_answered","seq":"<number>","ts":"<number>"}""",
            Session, Request, new MessageField("answers", "an object", "\"yes\"")) { Denied = Readers },
        new("resolve_permission", Scene.Permission, """{"type":"resolve_permission","sessionId":"$SESSION","requestId":"$REQUEST","approved":true,"scope":"always"}""",
            """{"type":"approval_resolved","sessionId":"$SESSION","requestId":"$REQUEST","approved":true,"ts":"<number>","outcome":"allowed"}""",
            Session, Request, new MessageField("approved", "a boolean", "\"true\""), new MessageField("scope", "a string", "1", Required: false)) { Denied = Readers },
    ];

    private static IEnumerable<MessageRow> Data() =>
    [
        new("get_history", Scene.Written, """{"type":"get_history","sessionId":"$SESSION","afterSeq":0,"limit":1}""",
            """{"type":"history","sessionId":"$SESSION","items":[{"id":"<string>","role":"user","content":"write notes.txt: milk","createdAt":"<number>","turnId":"<string>","seq":"<number>"}]}""",
            Session, After, Limit),
        new("get_events", Scene.Written, """{"type":"get_events","sessionId":"$SESSION","afterSeq":0,"limit":1}""",
            """{"type":"events","sessionId":"$SESSION","events":["<object>"],"lastSeq":"<number>","more":true}""", Session, After, Limit),
    ];

    private static IEnumerable<MessageRow> Files() =>
    [
        new("list_files", Scene.Written, """{"type":"list_files","sessionId":"$SESSION"}""",
            """{"type":"file_list","sessionId":"$SESSION","files":[{"path":"notes.txt","name":"notes.txt","type":"file","size":5,"modifiedAt":"<number>"}]}""",
            Session, Path with { Required = false }, new MessageField("depth", "a whole number from 1 to 32", "\"1\"", Required: false)),
        new("read_file", Scene.Written, """{"type":"read_file","sessionId":"$SESSION","path":"notes.txt"}""",
            """{"type":"file_content","sessionId":"$SESSION","path":"notes.txt","content":"milk\n","encoding":"utf-8","size":5}""", Session, Path),
        new("file_history", Scene.Written, """{"type":"file_history","sessionId":"$SESSION","path":"notes.txt"}""",
            """{"type":"file_history_result","sessionId":"$SESSION","path":"notes.txt","iterations":[{"iteration":1,"timestamp":"<number>","size":5,"hash":"<string>"}]}""",
            Session, Path),
        new("file_at_iteration", Scene.Written, """{"type":"file_at_iteration","sessionId":"$SESSION","path":"notes.txt","iteration":1}""",
            """{"type":"file_content","sessionId":"$SESSION","path":"notes.txt","content":"milk\n","encoding":"utf-8","size":5,"iteration":1}""",
            Session, Path, new MessageField("iteration", "a whole number from 1 to 2147483647", "\"1\"")),
    ];

    private static IEnumerable<MessageRow> Members() =>
    [
        new("manage_members list", Scene.Idle, """{"type":"manage_members","action":"list"}""", """{"type":"member_list","members":"<array>"}""",
            new MessageField("action", "a string", "1"))
        {
            Denied = AllButOwnersAndAdmins,
            Foreign = """{"type":"member_list","members":[{"userId":"stranger","role":"owner","email":"","addedAt":"<number>","updatedAt":"<number>"}]}""",
        },
        new("manage_members set_role", Scene.Idle, """{"type":"manage_members","action":"set_role","userId":"moved","role":"viewer"}""",
            """{"type":"member_updated","userId":"moved","role":"viewer"}""",
            new MessageField("userId", "a string", "1"), new MessageField("role", "a string", "1")) { Denied = AllButOwnersAndAdmins, Foreign = MessageRow.NotFound },
        new("manage_members remove", Scene.Idle, """{"type":"manage_members","action":"remove","userId":"removed"}""",
            """{"type":"member_removed","userId":"removed"}""", new MessageField("userId", "a string", "1")) { Denied = AllButOwners, Foreign = MessageRow.NotFound },
    ];
}
