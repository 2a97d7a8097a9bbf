using System.ComponentModel;
using System.Diagnostics;
using Carillon.Core.Errors;

namespace Carillon.Contracts.Processes;

/// <summary>
/// A process that was started here, in a session of its own where the system offers that, with pipes on its standard streams.
/// Dispose it to end it with everything it started.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ProcessTree _tree;
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _endReason;

    private ChildProcess(Process process, ProcessTree tree, bool endTreeOnExit)
    {
        _process = process;
        _tree = tree;
        Id = process.Id;
        Exited = WatchAsync(endTreeOnExit);
    }

    /// <summary>The process's number.</summary>
    public int Id { get; }

    /// <summary>What the process reads; close it to say that no more comes.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>What the process prints.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What the process prints on standard error; ends at once when it is merged into <see cref="Output"/>.</summary>
    public Stream Error => _process.StandardError.BaseStream;

    /// <summary>Completes when the process has ended, with its exit code: 128 + n when signal n ended it. Never fails.</summary>
    public Task<int> Exited { get; }

    /// <summary>Completes when it was disposed: from then on nothing that it started is left.</summary>
    public Task Disposed => _disposed.Task;

    /// <summary>Why it was ended, in words for people, when <see cref="EndAsync(string, CancellationToken)"/> ended it.</summary>
    public string? EndReason => _endReason;

    /// <summary>Starts a process. Errors: NotFound (no such executable, or no such folder), Invalid (it cannot be run).</summary>
    public static ChildProcess Start(ChildStart start, TimeProvider clock)
    {
        if (!Directory.Exists(start.WorkingDirectory))
            throw new CarillonException(ErrorCode.NotFound, "the working directory does not exist");
        var process = new Process { StartInfo = Describe(start) };
        try
        {
            process.Start();
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            process.Dispose();
            throw new CarillonException(ErrorCode.Invalid, $"command '{start.Command}' could not be run", error);
        }

        return new ChildProcess(process, new ProcessTree(process, start, clock), start.EndTreeOnExit);
    }

    /// <summary>Kills the process with everything it started, and returns once none of it is left.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _tree.EndAsync(bySession: !Exited.IsCompleted, cancellationToken);
        await Exited.WaitAsync(cancellationToken);
    }

    /// <inheritdoc cref="EndAsync(CancellationToken)"/>
    /// <param name="reason">For people; the first one given stays.</param>
    public Task EndAsync(string reason, CancellationToken cancellationToken)
    {
        if (!Exited.IsCompleted) _endReason ??= reason;
        return EndAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(CancellationToken.None);
        _process.Dispose();
        _disposed.TrySetResult();
    }

    private async Task<int> WatchAsync(bool endTreeOnExit)
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        var code = _process.ExitCode;
        if (endTreeOnExit) await _tree.EndAsync(bySession: true, CancellationToken.None);
        return code;
    }

    private static ProcessStartInfo Describe(ChildStart start)
    {
        var described = new ProcessStartInfo
        {
            WorkingDirectory = start.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        described.Environment.Clear();
        foreach (var (name, value) in start.Environment) described.Environment[name] = value;
        described.Environment[ProcessMark.Variable] = start.Mark;

        var line = CommandLine(start);
        described.FileName = line[0];
        foreach (var argument in line.Skip(1)) described.ArgumentList.Add(argument);
        return described;
    }

    /// <summary>Each program in front of the command, but a guard, replaces itself by the next one, so the process keeps one number all along.</summary>
    private static List<string> CommandLine(ChildStart start)
    {
        var search = start.Environment.GetValueOrDefault("PATH");
        var line = new List<string>();
        if (Executable.TryFindTool("setsid") is { } setsid) line.Add(setsid);
        if (start.DiesWithParent && Executable.TryFindTool("setpriv") is { } setpriv) line.AddRange(start.TakesTreeAlong ? GroupGuard.Prefix(setpriv) : [setpriv, "--pdeathsig", "KILL"]);
        if (start.MergeError) line.AddRange(["/bin/sh", "-c", "exec \"$0\" \"$@\" 2>&1"]);
        line.Add(Executable.Find(start.Command, search, start.WorkingDirectory));
        line.AddRange(start.Arguments);
        return line;
    }
}
