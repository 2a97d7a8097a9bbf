namespace Carillon.Contracts.Processes;

/// <summary>What a child process is started with.</summary>
/// <param name="Command">An executable's path (a relative one counts from the working directory), or a name to look up in PATH.</param>
/// <param name="WorkingDirectory">Absolute.</param>
/// <param name="Environment">All of it: nothing else is inherited.</param>
/// <param name="Mark">An id never used before; it stands in the environment, so that what is left behind can be recognised.</param>
public sealed record ChildStart(
    string Command, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment, string Mark)
{
    /// <summary>Sends standard error into standard output, as a terminal does, so that the order of what is printed is kept.</summary>
    public bool MergeError { get; init; }

    /// <summary>Ends whatever the process started as soon as the process itself has ended.</summary>
    public bool EndTreeOnExit { get; init; }

    /// <summary>
    /// Has the system kill the process when the thread that started it ends, however that ends (<see cref="ProcessStarter"/> has one that
    /// stays). What the process started goes on.
    /// </summary>
    public bool DiesWithParent { get; init; }

    /// <summary>The system itself kills whatever the process started as soon as the process is gone, as it does for one that holds a namespace of processes.</summary>
    public bool TakesTreeAlong { get; init; }
}
