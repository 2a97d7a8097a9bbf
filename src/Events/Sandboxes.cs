namespace Carillon.Events;

/// <summary>A sandbox is being made for a session.</summary>
/// <param name="Provider">Which kind: <c>local</c>, <c>bubblewrap</c>.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record SandboxInitializing(string SessionId, string Provider) : Event;

/// <summary>A sandbox goes through a phase of its making.</summary>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record SandboxProvisioning(string SessionId, string Phase, string? Message = null) : Event;

/// <summary>A sandbox can be used.</summary>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record SandboxReady(string SessionId, string Provider) : Event;

/// <summary>A sandbox is gone.</summary>
/// <param name="Reason"><c>session_deleted</c>, <c>timeout</c>, <c>manual</c> or <c>error</c>.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record SandboxRemoved(string SessionId, string Reason, string? Message = null) : Event;

/// <summary>A command printed something.</summary>
/// <param name="Data">Raw output, both streams, decoded as UTF-8.</param>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record TerminalOutput(string SessionId, string TurnId, string TerminalId, string Data) : Event, IPiece
{
    string IPiece.PieceKey => TerminalId;

    string IPiece.PieceText => Data;

    Event IPiece.WithText(string text) => this with { Data = text };
}

/// <summary>A command ended.</summary>
/// <param name="Command">The command line as it was run.</param>
/// <param name="ExitCode">Its exit code; 128 + n when signal n ended it.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record TerminalCompleted(
    string SessionId, string TurnId, string TerminalId, string Command, int ExitCode, long DurationMs) : Event;

/// <summary>A file in a session's workspace has new content.</summary>
/// <param name="Path">Relative to the workspace, with forward slashes.</param>
/// <param name="Iteration">1 for the first version seen, then one more each time.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">SHA-256 of the content, hexadecimal.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record FileChanged(string SessionId, string Path, int Iteration, long Size, string? Hash = null, string? TurnId = null) : Event;
