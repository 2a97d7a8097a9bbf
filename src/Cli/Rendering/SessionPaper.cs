using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Rendering;

/// <summary>One session on a page: what it is, what was said lately, what goes on.</summary>
internal static class SessionPaper
{
    public static void Write(Screen screen, SessionSnapshot snapshot, TimeProvider clock)
    {
        var page = new Page(screen);
        var session = snapshot.Session;
        page.Enter(Block.Outcome);
        page.Line(new Part(SafeText.OneLine(session.Name ?? "(no name)"), Palette.Strong));
        page.Line(new Part($"{session.Id}  {session.AgentType}  ", Palette.Dim), SessionTable.StateOf(session), new Part($"  {Age(session.CreatedAt, clock)}", Palette.Dim));

        foreach (var message in snapshot.RecentHistory) Say(page, message.Role, message.Content);
        if (snapshot.CurrentTurn is { } turn)
        {
            if (turn.TextSoFar.Length > 0) Say(page, "assistant", turn.TextSoFar);
            page.Enter(Block.Work);
            foreach (var call in turn.ToolCalls) page.LineCut("  ", new Part("… ", Palette.Name), new Part(call.ToolName, Palette.Strong), new Part($"  {call.Status}", Palette.Dim));
        }

        foreach (var pending in snapshot.Pending)
        {
            page.Enter(Block.Work);
            if (!pending.TryDecode(out var request)) continue;
            ApprovalLines.Write(page, request);
            page.Line(new Part($"    carillon approve {StreamNames.ShortId(PendingTable.IdOf(request))}", Palette.Dim));
        }
    }

    private static void Say(Page page, string role, string content)
    {
        var isPerson = role == "user";
        page.Enter(isPerson ? Block.Note : Block.Answer);
        if (isPerson) page.Write("» ", Palette.Name);
        var prose = new Prose(page, isPerson ? Palette.Strong : Palette.Plain);
        prose.Write(content.Trim());
        prose.Flush();
        page.EndLine();
    }

    private static string Age(long createdAt, TimeProvider clock) =>
        $"made {Amounts.Ago(clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(createdAt))}";
}
