using Carillon.Contracts.Sessions;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Features.Sessions.Tests.Snapshots;

/// <summary>What a reader of every entry up to a number knows of a session: the measure for a snapshot at that number.</summary>
internal sealed record Replayed(SessionState Status, string? TurnId, string Text, string Thinking, string Messages)
{
    public static Replayed UpTo(IReadOnlyList<Entry> entries, long seq)
    {
        var state = new Replayed(SessionState.Inactive, null, "", "", "");
        foreach (var entry in entries.TakeWhile(entry => entry.Seq <= seq))
        {
            entry.TryDecode(out var value);
            state = value switch
            {
                SessionStateChanged changed => state with { Status = changed.State },
                TurnStarted started => state with { TurnId = started.TurnId, Messages = state.Messages + started.Prompt + "\n" },
                TurnTextDelta delta => state with { Text = state.Text + delta.Text },
                TurnThinkingDelta delta => state with { Thinking = state.Thinking + delta.Text },
                TurnCompleted completed => state with { TurnId = null, Text = "", Thinking = "", Messages = state.Messages + completed.FinalText + "\n" },
                _ => state,
            };
        }

        return state;
    }

    public static Replayed From(SessionSnapshot snapshot) => new(
        snapshot.Session.Status,
        snapshot.CurrentTurn?.TurnId,
        snapshot.CurrentTurn?.TextSoFar ?? "",
        snapshot.CurrentTurn?.ThinkingSoFar ?? "",
        string.Concat(snapshot.RecentHistory.Select(item => item.Content + "\n")));
}
