using System.Text.Json.Nodes;
using Carillon.Dialects.Diminuendo.Messages;

namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>
/// Says every message of the table in every form there is of it, to the real server over a real socket, and holds the answer
/// against the table. After each the connection still answers.
/// </summary>
public sealed class MessageConformanceTests(LiveGateway gateway) : IClassFixture<LiveGateway>
{
    private const string Owner = "olga";

    /// <summary>Every cell: a message and the form it comes in.</summary>
    public static TheoryData<string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string>();
            foreach (var row in MessageTable.Rows)
            {
                foreach (var form in FormsOf(row)) cells.Add(row.Name, form);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_message_is_answered_as_the_table_says(string message, string form)
    {
        var row = MessageTable.Rows.Single(row => row.Name == message);
        var (user, tenant) = SpeakerOf(row, form);
        await using var peer = await LivePeer.ConnectAsync(gateway, user is null ? null : gateway.KeyOf(user, tenant));
        (string Session, string Request) ids = form == "valid"
            ? await PrepareAsync(row, peer)
            : (form == "foreign" ? await WrittenAsync() : "no-such-session", "no-such-request");

        await peer.SayAsync(Fill(MessageOf(row, form), row, ids, tenant));

        await HearAsync(peer, AnswerOf(row, form) is { } answer ? Fill(answer, row, ids, tenant) : null, ids.Session);
    }

    [Fact]
    public void Every_message_there_is_has_its_rows()
    {
        var read = MessageTable.Rows.Select(row => MessageReader.Read(System.Text.Encoding.UTF8.GetBytes(row.Valid)).GetType()).ToHashSet();
        var known = typeof(ClientMessage).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ClientMessage)));

        Assert.Empty(known.Except(read));
        Assert.Equal(22, MessageTable.Rows.Select(row => row.Name.Split(' ')[0]).Distinct().Count());
    }

    private static IEnumerable<string> FormsOf(MessageRow row) =>
    [
        "valid", "anonymous", "foreign", "oversized", .. row.Fields.Select(field => $"wrong {field.Name}"),
        .. row.Fields.Where(field => field.Required).Select(field => $"missing {field.Name}"), .. row.Denied.Select(user => $"denied {user}"),
    ];

    private static (string? User, string Tenant) SpeakerOf(MessageRow row, string form) => form.Split(' ') switch
    {
        ["anonymous"] => (null, LiveGateway.Tenant),
        ["foreign"] => ("stranger", LiveGateway.StrangerOf(row)),
        ["denied", var user] => (user, LiveGateway.Tenant),
        _ => (Owner, LiveGateway.Tenant),
    };

    private static string MessageOf(MessageRow row, string form)
    {
        if (form == "oversized") return row.Valid.Insert(1, $"\"padding\":\"{new string('x', 1024 * 1024)}\",");
        if (form.Split(' ') is not [var what and ("wrong" or "missing"), var name]) return row.Valid;
        var message = JsonNode.Parse(row.Valid)!.AsObject();
        message.Remove(name);
        if (what == "wrong") message[name] = JsonNode.Parse(row.Fields.Single(field => field.Name == name).Wrong);
        return message.ToJsonString();
    }

    private static string? AnswerOf(MessageRow row, string form) => form.Split(' ') switch
    {
        ["valid"] => row.Answer,
        ["anonymous"] => row.Anonymous,
        ["foreign"] => row.Foreign,
        ["denied", _] => MessageRow.PermissionDenied,
        ["oversized"] => MessageRow.TooLarge,
        [var what, var name] => Invalid(what, row.Fields.Single(field => field.Name == name)),
        _ => throw new InvalidOperationException(form),
    };

    private static string Invalid(string what, MessageField field)
    {
        var text = what == "missing" ? $"Field \"{field.Name}\" is missing; it must be {field.Expected}" : $"Field \"{field.Name}\" must be {field.Expected}";
        return new JsonObject { ["type"] = "error", ["code"] = "INVALID_MESSAGE", ["message"] = text }.ToJsonString();
    }

    private string Fill(string text, MessageRow row, (string Session, string Request) ids, string tenant) => text
        .Replace("$SESSION", ids.Session, StringComparison.Ordinal)
        .Replace("$REQUEST", ids.Request, StringComparison.Ordinal)
        .Replace("$TENANT", tenant, StringComparison.Ordinal)
        .Replace("$KEY", gateway.KeyOf(Owner), StringComparison.Ordinal);

    private async Task<(string Session, string Request)> PrepareAsync(MessageRow row, LivePeer peer)
    {
        await using var other = await LivePeer.ConnectAsync(gateway, gateway.KeyOf(Owner));
        if ((string?)JsonNode.Parse(row.Valid)!["userId"] is { } someone)
        {
            // Whoever has been here once is a member.
            await using var member = await LivePeer.ConnectAsync(gateway, gateway.KeyOf(someone));
        }

        if (row.Scene == Scene.Written) return (await WrittenAsync(), "");
        var session = await other.CreateAsync();
        var request = "";
        switch (row.Scene)
        {
            case Scene.Joined:
                await peer.SayAsync($$"""{"type":"join_session","sessionId":"{{session}}"}""");
                await peer.HearAsync("state_snapshot");
                break;
            case Scene.Archived:
                await other.SayAsync($$"""{"type":"archive_session","sessionId":"{{session}}"}""");
                await other.HearAsync("session_archived");
                break;
            case Scene.Permission:
                request = (string)(await other.RunAsync(session, "write notes.txt: milk", "permission_requested"))["requestId"]!;
                break;
            case Scene.Question:
                request = (string)(await peer.RunAsync(session, "ask", "question_requested"))["requestId"]!;
                break;
        }

        return (session, request);
    }

    /// <summary>A session that has everything a message can show, or give away; made once, as nothing that is said of it changes it.</summary>
    private async Task<string> WrittenAsync()
    {
        if (gateway.WrittenSession is { } made) return made;
        await using var peer = await LivePeer.ConnectAsync(gateway, gateway.KeyOf(Owner));
        var session = await peer.CreateAsync();
        var request = (string)(await peer.RunAsync(session, "write notes.txt: milk", "permission_requested"))["requestId"]!;
        await peer.SayAsync($$"""{"type":"resolve_permission","sessionId":"{{session}}","requestId":"{{request}}","approved":true}""");
        await peer.HearAsync(message => (string?)message["type"] == "session_state" && (string?)message["reason"] == "turn_complete");
        return gateway.WrittenSession = session;
    }

    /// <summary>Hears the answer, then that nothing else was wrong and the connection lives.</summary>
    private static async Task HearAsync(LivePeer peer, string? pattern, string session)
    {
        if (pattern is not null)
        {
            var type = (string)JsonNode.Parse(pattern)!["type"]!;
            var state = (string?)JsonNode.Parse(pattern)!["state"];
            var answer = await peer.HearAsync(message =>
                (string?)message["type"] is "error" || ((string?)message["type"] == type && Concerns(message, session, pattern) && (state is null || (string?)message["state"] == state)));
            var misfit = Pattern.Misfit(pattern, answer);
            Assert.True(misfit is null, $"{misfit}\nsaid:     {answer.ToJsonString()}\nexpected: {pattern}");
        }

        Assert.DoesNotContain(await peer.HearTheRestAsync(), message => (string?)message["type"] == "error");
    }

    /// <summary>Everyone in the tenant hears of every change of every session; a test asks about its own.</summary>
    private static bool Concerns(JsonObject message, string session, string pattern) => (string?)message["type"] switch
    {
        "session_updated" => Pattern.Misfit(pattern, message) is null,
        "session_deleted" or "session_state" => (string?)message["sessionId"] == session,
        _ => true,
    };
}
