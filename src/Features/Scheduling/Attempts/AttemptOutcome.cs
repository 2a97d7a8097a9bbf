namespace Carillon.Features.Scheduling.Attempts;

/// <summary>How one try of a run ended.</summary>
internal abstract record AttemptOutcome(string? Output, int? ExitCode)
{
    /// <summary>It went well.</summary>
    public sealed record Completed(string? Output, int? ExitCode = null) : AttemptOutcome(Output, ExitCode);

    /// <summary>It went wrong.</summary>
    /// <param name="Error">For people.</param>
    /// <param name="MayRetry">False where the next try cannot go better, or nobody wants it.</param>
    public sealed record Failed(string Error, string? Output = null, int? ExitCode = null, bool MayRetry = true) : AttemptOutcome(Output, ExitCode)
    {
        /// <summary>What a run is told that a stop of the server cut off.</summary>
        public static Failed CutOff { get; } = new("The server stopped while it ran.");
    }

    /// <summary>The server stops, or the job is being removed: nothing is recorded.</summary>
    public sealed record Abandoned() : AttemptOutcome(null, null);
}
