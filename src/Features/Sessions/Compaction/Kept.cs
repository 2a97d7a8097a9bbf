using System.Text;
using Carillon.Contracts.Sessions;

namespace Carillon.Features.Sessions.Compaction;

/// <summary>Which messages a fresh agent is given of a conversation, and how.</summary>
internal static class Kept
{
    private const int MostMessages = 40;
    private const long MostTokens = 16_000;

    /// <summary>The newest messages that fit; one always does.</summary>
    public static IReadOnlyList<HistoryItem> Of(IReadOnlyList<HistoryItem> messages)
    {
        var first = messages.Count;
        var tokens = 0L;
        while (first > 0 && messages.Count - first < MostMessages)
        {
            tokens += TokenEstimate.Of(messages[first - 1].Content);
            if (tokens > MostTokens && first < messages.Count) break;
            first--;
        }

        return [.. messages.Skip(first)];
    }

    /// <summary>About how many tokens they are.</summary>
    public static long TokensOf(IReadOnlyList<HistoryItem> messages) => messages.Sum(message => TokenEstimate.Of(message.Content));

    /// <summary>A prompt that comes after them, for an agent that has not seen them.</summary>
    public static string Prime(IReadOnlyList<HistoryItem> messages, string prompt)
    {
        if (messages.Count == 0) return prompt;
        var text = new StringBuilder("This conversation was shortened. Its latest messages, oldest first:\n");
        foreach (var message in messages)
        {
            text.Append("\n[").Append(message.Role == "user" ? "user" : "you").Append("]\n").Append(message.Content).Append('\n');
        }

        return text.Append("\nGo on from there. The next message:\n\n").Append(prompt).ToString();
    }
}
