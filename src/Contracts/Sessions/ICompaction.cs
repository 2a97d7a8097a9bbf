using Carillon.Core.Identity;

namespace Carillon.Contracts.Sessions;

/// <summary>Shortens what a session's agent has in mind. The conversation itself stays as it is.</summary>
public interface ICompaction
{
    /// <summary>
    /// Shortens it: by the agent's own command where it offers one called <c>compact</c>, else by a fresh agent process, started with
    /// the next turn, that is given the newest messages. Announced by <c>session.compacted</c>; nothing happens, and nothing is announced, where
    /// there is too little to leave out. Errors: SessionNotFound, SessionArchived, TurnInProgress, PermissionDenied, AgentFailed.
    /// </summary>
    ValueTask<CompactionOutcome> CompactAsync(Caller caller, string sessionId, CancellationToken cancellationToken);
}

/// <summary>What became of it.</summary>
/// <param name="Compacted">False when there was too little to leave out.</param>
/// <param name="MessagesAfter">Messages the agent still has in front of it; of its own summary nothing is known but its size.</param>
/// <param name="Estimated">The tokens are worked out from the length of the text (<see cref="TokenEstimate"/>), as the agent does not say them.</param>
public sealed record CompactionOutcome(bool Compacted, int MessagesBefore, int MessagesAfter, long TokensBefore, long TokensAfter, bool Estimated);

/// <summary>Tokens of a text where no model says them.</summary>
public static class TokenEstimate
{
    private const int BytesPerToken = 4;

    /// <summary>One for about every four bytes of UTF-8: near enough for prose and code, too low for much else.</summary>
    public static long Of(string text) => (System.Text.Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;
}
