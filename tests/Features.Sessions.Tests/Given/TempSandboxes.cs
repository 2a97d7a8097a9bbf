using System.Security.Cryptography;
using System.Text;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;

namespace Carillon.Features.Sessions.Tests.Given;

/// <summary>Workspaces in a temporary folder; commands are played by the test.</summary>
internal sealed class TempSandboxes(string root) : ISandboxes
{
    public string Provider => "temp";

    public List<string> Removed { get; } = [];

    public List<PlayedTerminal> Terminals { get; } = [];

    public Func<Task> Opening { get; set; } = () => Task.CompletedTask;

    public async ValueTask<IWorkspace> OpenAsync(string tenant, string sessionId, CancellationToken cancellationToken)
    {
        await Opening();
        return new Workspace(this, Directory.CreateDirectory(Path.Combine(root, tenant, sessionId)).FullName);
    }

    public ValueTask RemoveAsync(string tenant, string sessionId, CancellationToken cancellationToken)
    {
        Removed.Add(sessionId);
        var folder = Path.Combine(root, tenant, sessionId);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed class Workspace(TempSandboxes owner, string folder) : IWorkspace
    {
        public string Root => folder;

        public async ValueTask<string> ReadTextAsync(string path, int? line, int? limit, CancellationToken cancellationToken) =>
            await File.ReadAllTextAsync(Path.Combine(folder, path), cancellationToken);

        public async ValueTask<FileWritten> WriteTextAsync(string path, string content, CancellationToken cancellationToken)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, path), content, cancellationToken);
            var bytes = Encoding.UTF8.GetBytes(content);
            return new FileWritten(path, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }

        public ValueTask<ITerminal> StartAsync(TerminalRequest request, ITerminalObserver observer, CancellationToken cancellationToken)
        {
            var terminal = new PlayedTerminal(observer);
            owner.Terminals.Add(terminal);
            return ValueTask.FromResult<ITerminal>(terminal);
        }
    }
}

internal sealed class PlayedTerminal(ITerminalObserver observer) : ITerminal
{
    private readonly TaskCompletionSource<TerminalExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _output = "";

    public TerminalState State => new(_output, false, _exited.Task.IsCompleted ? _exited.Task.GetAwaiter().GetResult() : null);

    public Task<TerminalExit> Exited => _exited.Task;

    public ValueTask PrintAsync(string data)
    {
        _output += data;
        return observer.OutputAsync(data, CancellationToken.None);
    }

    public void Exit(int code) => _exited.TrySetResult(new TerminalExit(code, null));

    public ValueTask KillAsync(CancellationToken cancellationToken)
    {
        _exited.TrySetResult(new TerminalExit(null, "SIGKILL"));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => KillAsync(CancellationToken.None);
}
