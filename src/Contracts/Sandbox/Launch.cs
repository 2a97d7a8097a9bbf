namespace Carillon.Contracts.Sandbox;

/// <summary>A process that is to run in a sandbox.</summary>
/// <param name="Command">An executable's path (a relative one counts from the working directory), or a name to look up in PATH.</param>
/// <param name="Environment">Added to the small set that every process in the sandbox has; values may be secrets.</param>
public sealed record Launch(string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Where it starts, a path within the workspace; null for its root.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Sends standard error into standard output, as a terminal does, so that the order of what is printed is kept.</summary>
    public bool MergeError { get; init; }

    /// <summary>Ends whatever the process started as soon as the process itself has ended.</summary>
    public bool EndTreeOnExit { get; init; }
}
