using System.Text;
using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Features.Sandbox.Processes;

namespace Carillon.Features.Sandbox.Enclosures;

/// <summary>
/// Namespaces of their own for a session's processes, made by bwrap(1): they see programs but not the machine's files, a home and
/// temporary files of their own, no other processes, and no network if it is cut.
/// </summary>
internal sealed class BubblewrapEnclosure(SandboxOptions options, ProcessPorts ports) : IEnclosure
{
    private static readonly string[] Namespaces =
        ["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent", "--cap-drop", "ALL"];

    private static readonly TimeSpan TrialTime = TimeSpan.FromSeconds(20);

    public string Provider => "bubblewrap";

    public IReadOnlyDictionary<string, string> Variables { get; } =
        new Dictionary<string, string> { ["HOME"] = BubblewrapView.Home, ["TMPDIR"] = "/tmp" };

    public bool TakesTreeAlong => true;

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (Find() is null) throw new SandboxUnavailableException(BubblewrapAdvice.Missing("bwrap", "bubblewrap"));
        if (Prlimit.Missing) throw new SandboxUnavailableException(BubblewrapAdvice.Missing("prlimit", "util-linux"));
        if (options.Readable.FirstOrDefault(path => !Path.Exists(path)) is { } nowhere)
            throw new SandboxUnavailableException($"sandbox.readable names {nowhere}, which is not there.");

        var trial = Path.Combine(Path.GetFullPath(options.Directory), ".trial");
        PrivateFolder.Create(Path.Combine(trial, "workspace"));
        try
        {
            var real = LinkResolver.Resolve(trial);
            await PrepareAsync(new SessionPlace(Path.Combine(real, "workspace"), real), static _ => ValueTask.CompletedTask, cancellationToken);
        }
        finally
        {
            Directory.Delete(trial, recursive: true);
        }
    }

    public async Task PrepareAsync(SessionPlace place, Func<SandboxPhase, ValueTask> report, CancellationToken cancellationToken)
    {
        await report(new SandboxPhase(
            "configuring", $"Read-only system, own home, own processes, {(options.Network ? "the machine's network" : "no network")}"));
        foreach (var folder in BubblewrapView.FoldersOf(place)) PrivateFolder.Create(folder);
        await TryAsync(place, cancellationToken);
    }

    public IReadOnlyList<string> Enclose(SessionPlace place, Enclosed command)
    {
        var view = ViewOf(place);
        var executable = Executable.TryFind(command.Command, command.SearchPath, command.Folder, view.IsExecutable) ?? throw NotFound(command);
        return
        [
            Find() ?? throw new CarillonException(ErrorCode.NotFound, "bwrap was not found"),
            .. Namespaces,
            .. options.Network ? Array.Empty<string>() : ["--unshare-net"],
            .. view.Arguments(),
            "--chdir", command.Folder, "--",
            .. Prlimit.Prefix(options.Limits, countsOwnProcesses: true),
            executable,
            .. command.Arguments,
        ];
    }

    /// <summary>Runs the least program there is, which fails wherever bwrap itself does.</summary>
    private async Task TryAsync(SessionPlace place, CancellationToken cancellationToken)
    {
        var environment = ChildEnvironment.Make(options.InheritedVariables, Variables);
        try
        {
            var line = Enclose(place, new Enclosed("true", [], place.Workspace, "/usr/bin:/bin"));
            await using var child = await ports.Starter.StartAsync(
                new ChildStart(line[0], [.. line.Skip(1)], place.Workspace, environment, ports.Marks.Next()) { MergeError = true }, cancellationToken);
            child.Input.Close();
            using var output = new StreamReader(child.Output, Encoding.UTF8);
            var said = await output.ReadToEndAsync(cancellationToken).WaitAsync(TrialTime, ports.Clock, cancellationToken);
            if (await child.Exited != 0) throw new SandboxUnavailableException(BubblewrapAdvice.Refused(said));
        }
        catch (Exception error) when (error is TimeoutException or CarillonException)
        {
            throw new SandboxUnavailableException(BubblewrapAdvice.Refused(error.Message), error);
        }
    }

    private BubblewrapView ViewOf(SessionPlace place) =>
        BubblewrapView.Of(place, options.Readable, LinkResolver.Resolve(Path.GetFullPath(options.Hidden ?? options.Directory)));

    private static string? Find() =>
        OperatingSystem.IsLinux() ? Executable.TryFind("bwrap", Environment.GetEnvironmentVariable("PATH"), "/") : null;

    private static CarillonException NotFound(Enclosed command) =>
        Executable.TryFind(command.Command, command.SearchPath, command.Folder) is { } hidden
            ? new CarillonException(ErrorCode.NotFound, $"command '{hidden}' cannot be seen in the sandbox: name its folder in sandbox.readable")
            : new CarillonException(ErrorCode.NotFound, $"command '{command.Command}' was not found");
}
