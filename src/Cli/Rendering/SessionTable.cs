using Carillon.Cli.Terminals;
using Carillon.Events;
using Spectre.Console;

namespace Carillon.Cli.Rendering;

/// <summary>Sessions, a line each.</summary>
internal static class SessionTable
{
    public static void Write(Screen screen, IReadOnlyList<SessionMeta> sessions, TimeProvider clock)
    {
        if (sessions.Count == 0)
        {
            screen.WriteLine("There are no sessions. Begin one with: carillon prompt \"…\"", Palette.Dim);
            return;
        }

        var now = clock.GetUtcNow();
        var table = new Table("SESSION", "AGENT", "STATE", "ACTIVE", "NAME");
        foreach (var session in sessions)
        {
            var active = DateTimeOffset.FromUnixTimeMilliseconds(session.LastActivityAt ?? session.CreatedAt);
            table.Add(
                new(StreamNames.ShortId(session.Id), Palette.Name),
                session.AgentType,
                StateOf(session),
                new(Amounts.Ago(now - active), Palette.Dim),
                session.Name ?? "");
        }

        table.Write(screen);
    }

    public static Part StateOf(SessionMeta session)
    {
        var word = session.Archived ? "archived" : session.Status.ToString().ToLowerInvariant();
        return new Part(word, session.Archived ? Palette.Dim : StyleOf(session.Status));
    }

    private static Style StyleOf(SessionState state) => state switch
    {
        SessionState.Running or SessionState.Activating => Palette.Good,
        SessionState.Waiting => Palette.Warning,
        SessionState.Error => Palette.Bad,
        SessionState.Ready => Palette.Plain,
        _ => Palette.Dim,
    };
}
