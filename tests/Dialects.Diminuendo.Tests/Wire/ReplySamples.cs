using System.Text;
using Carillon.Contracts.Files;
using Carillon.Contracts.Members;
using Carillon.Contracts.Sandbox;
using Carillon.Contracts.Sessions;
using Carillon.Core.Connections;
using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Wire;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Wire;

/// <summary>Every event that is no word for a record of the catalogue, with every member and with as few as it can have.</summary>
internal static class ReplySamples
{
    private const string S = Wire.Written.SessionId;
    private static readonly SessionMeta Meta = new(S, "dev", "demo", SessionState.Ready, false, 1, 2);
    private static readonly HistoryItem Said = new("m", "user", "hi", 1, "u", 2);

    public static IReadOnlyList<Frame> All { get; } =
    [
        Replies.Welcome(Framing.Line, requiresAuth: false), Replies.Connected(Framing.Line, "c", TimeSpan.FromSeconds(30), 1),
        Replies.Authenticated(Framing.Line, new Caller("u", "t", Role.Viewer)), Replies.Heartbeat(Framing.Line, 1),
        Replies.ServerShutdown(Framing.Line, "restart", 1), Replies.Error(Framing.Line, WireError.InvalidJson),
        Replies.Error(Framing.Line, WireError.AuthRateLimited.After(TimeSpan.FromSeconds(1))), Replies.Pong(Framing.Line, 1.5m, 2),
        SessionReplies.List(Framing.Line, [Meta], null), SessionReplies.List(Framing.Line, [], "n"), SessionReplies.Created(Framing.Line, Meta),
        SessionReplies.Archived(Framing.Line, Meta with { Archived = true }), SessionReplies.Archived(Framing.Line, Meta),
        SessionReplies.History(Framing.Line, S, [Said, Said with { TurnId = null }]),
        SessionReplies.Events(Framing.Line, S, new EventPage(DiminuendoFormat.SnakeCase, [Wire.Written.EntryOf(new TurnStarted(S, "u", "demo", "p"), 1, 2)], 1, More: true)),
        JoinReplies.State(Framing.Line, new SessionSnapshot(Meta, 3, null, [], [], null), subscribers: 1),
        JoinReplies.State(Framing.Line, new SessionSnapshot(Meta, 3, Running, [Said], [], new SandboxSnapshot("local", "ready")), subscribers: 2),
        JoinReplies.Stream(Framing.Line, S, Running), JoinReplies.ReplayComplete(Framing.Line, S, 7), GapFrame(),
        FileReplies.List(Framing.Line, S, new FolderListing([new FolderEntry("a/b", EntryKind.File, 1, DateTimeOffset.UnixEpoch)], Truncated: true)),
        FileReplies.List(Framing.Line, S, new FolderListing([], Truncated: false)),
        FileReplies.Content(Framing.Line, S, new FileBytes("a", Encoding.UTF8.GetBytes("text"))),
        FileReplies.Content(Framing.Line, S, new FileBytes("a", new byte[] { 0, 255 }), iteration: 2),
        FileReplies.History(Framing.Line, S, new FileHistory("a", [new FileIteration(1, 2, 3, "h"), new FileIteration(2, 3, 4, null)])),
        MemberReplies.List(Framing.Line, [new Member("u", Role.Admin, 1, 2)]), MemberReplies.Updated(Framing.Line, new Member("u", Role.Admin, 1, 2)),
        MemberReplies.Removed(Framing.Line, "u"),
    ];

    private static TurnSnapshot Running => new("u", "p", "so far", "thought", 1, [new ToolCallSnapshot("c", "read", "running")]);

    private static Frame GapFrame()
    {
        var writer = new MessageWriter(Framing.Line);
        DiminuendoFormat.SnakeCase.WriteGap(new Gap(Wire.Written.Session, 1, 2, GapReason.NotKept), writer);
        return writer.ToFrame();
    }
}
