namespace Carillon.Features.Sessions;

/// <summary>Bound from "Carillon:Sessions".</summary>
public sealed record SessionsOptions
{
    /// <summary>The agent type that a session key's <c>main</c> stands for, unless an agent is called so.</summary>
    public string MainAgent { get; init; } = "demo";

    /// <summary>How long a permission or a question may wait for an answer before it counts as refused.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long to wait for an agent to stop before its process is ended; more than the grace that its host gives it by itself.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an agent may wait for the next turn before its process is ended; null keeps it.</summary>
    public TimeSpan? IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long to wait before the end of a turn is offered again to a log that takes no writes.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest answer, and the longest reasoning, of one turn in UTF-8 bytes; a longer one fails the turn.</summary>
    public int MaxAnswerBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>The longest prompt or steer in UTF-8 bytes.</summary>
    public int MaxPromptBytes { get; init; } = 1024 * 1024;

    /// <summary>The longest piece of text in one event, in UTF-8 bytes; a longer one becomes several.</summary>
    public int MaxPieceBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of a tool's arguments, and of its output, that their events keep; the middle of longer ones is left out.</summary>
    public int MaxToolBytes { get; init; } = 128 * 1024;

    /// <summary>Terminals that one session may hold at once, ended ones included until their agent releases them.</summary>
    public int MaxTerminals { get; init; } = 64;
}
