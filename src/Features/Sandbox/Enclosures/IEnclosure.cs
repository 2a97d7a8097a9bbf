using Carillon.Contracts.Sandbox;

namespace Carillon.Features.Sandbox.Enclosures;

/// <summary>What is around a session's processes.</summary>
internal interface IEnclosure
{
    /// <summary>Its name.</summary>
    string Provider { get; }

    /// <summary>The environment variables that differ inside.</summary>
    IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>The system ends whatever a process inside started together with that process.</summary>
    bool TakesTreeAlong { get; }

    /// <summary>Makes sure that it can be had on this machine.</summary>
    /// <exception cref="SandboxUnavailableException">It cannot.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Makes what a session needs beside its workspace. Errors: Internal.</summary>
    Task PrepareAsync(SessionPlace place, Func<SandboxPhase, ValueTask> report, CancellationToken cancellationToken);

    /// <summary>The command line that runs a command inside, an absolute executable first. Errors: NotFound.</summary>
    IReadOnlyList<string> Enclose(SessionPlace place, Enclosed command);
}

/// <summary>A command that is to run inside.</summary>
/// <param name="Folder">Where, absolute.</param>
/// <param name="SearchPath">Its PATH.</param>
internal sealed record Enclosed(string Command, IReadOnlyList<string> Arguments, string Folder, string? SearchPath);
