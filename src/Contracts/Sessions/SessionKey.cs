using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Carillon.Contracts.Sessions;

/// <summary>
/// A name for a session that whoever uses it chooses, such as <c>agent:main:main</c> or <c>agent:main:cron:nightly</c>: two or
/// more parts joined by colons, of letters, digits and <c>- _ . @ + / = # ~</c>, lower case (spec: Aleph, "Session key formats").
/// </summary>
public readonly record struct SessionKey
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>The agent of a key that names none, and what the main agent is called in one.</summary>
    public const string MainAgent = "main";

    private const string GivenPrefix = "session_";
    private static readonly SearchValues<char> PartCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.@+/=#~");

    private SessionKey(string text) => Text = text;

    /// <summary>The session that is meant where none is named.</summary>
    public static SessionKey Main { get; } = new("agent:main:main");

    /// <summary>The key as it is stored and shown: lower case.</summary>
    public string Text { get; }

    /// <summary>The agent that the session is of: the part behind <c>agent:</c>.</summary>
    public string Agent => Text.Split(':') switch
    {
        ["agent", var agent, _, ..] => agent,
        ["subagent", "agent", var agent, _, ..] => agent,
        _ => MainAgent,
    };

    /// <summary>The id of a session that nobody chose a key for, which its key holds; null for a key that was chosen.</summary>
    public string? SessionId =>
        Text.Split(':') is ["agent", _, var last] && last.StartsWith(GivenPrefix, StringComparison.Ordinal)
        && Guid.TryParseExact(last.AsSpan(GivenPrefix.Length), "D", out _)
            ? last[GivenPrefix.Length..]
            : null;

    /// <summary>The key of a session that nobody chose one for: <c>agent:{agent}:session_{id}</c>.</summary>
    public static SessionKey Of(string agentType, string sessionId)
    {
        ArgumentNullException.ThrowIfNull(agentType);
        var agent = string.Concat(agentType.ToLowerInvariant().Select(letter => letter != ':' && PartCharacters.Contains(letter) ? letter : '-'));
        return new SessionKey($"agent:{agent}:{GivenPrefix}{sessionId}");
    }

    /// <summary>Reads a key in any case; false for what is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionKey key)
    {
        key = default;
        if (text is null || text.Length > MaxLength) return false;
        var lower = text.ToLowerInvariant();
        var parts = 0;
        foreach (var range in lower.AsSpan().Split(':'))
        {
            var part = lower.AsSpan()[range];
            if (part.IsEmpty || part.ContainsAnyExcept(PartCharacters)) return false;
            parts++;
        }

        if (parts < 2) return false;
        key = new SessionKey(lower);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
