using System.Collections.Concurrent;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Hooks;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Hooks;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Agents;

/// <summary>The commands that a session's agent runs. Those that still run when their turn ends are ended with it.</summary>
internal sealed class Terminals(SessionsPorts ports, SessionsOptions options, SessionHooks hooks)
{
    private readonly ConcurrentDictionary<string, Running> _running = [];

    /// <summary>Errors: those of <see cref="IWorkspace.StartAsync"/>; Invalid when the agent holds too many.</summary>
    public async Task<string> CreateAsync(
        AgentPlace place, Turn turn, string sessionId, TerminalRequest request, CancellationToken cancellationToken)
    {
        if (_running.Count >= options.MaxTerminals)
            throw new CarillonException(ErrorCode.Invalid, $"{options.MaxTerminals} terminals are open. Release some first.");

        var id = ports.Ids.NewId();
        var started = ports.Clock.GetTimestamp();
        var terminal = await place.Workspace.StartAsync(request, new Output(turn, sessionId, id, options.MaxPieceBytes), cancellationToken);
        _running[id] = new Running(terminal, WatchAsync());
        return id;

        async Task WatchAsync()
        {
            var exit = await terminal.Exited;
            var duration = (long)ports.Clock.GetElapsedTime(started).TotalMilliseconds;

            // Whoever hears that the command ended knows by then what it changed.
            await place.Files.CatchUpAsync(CancellationToken.None);
            var ended = new TerminalCompleted(sessionId, turn.Id, id, CommandLine.Of(request), CommandLine.ExitCode(exit), duration);
            await turn.PublishAsync(ended, CancellationToken.None);
            hooks.Tell(HookEvent.CommandExecuteAfter, call => call with
            {
                TurnId = turn.Id,
                ToolName = ServedRequests.Execute,
                Text = terminal.State.Output,
                Source = "terminal/create",
                Arguments = ServedRequests.Json(("command", ended.Command), ("exitCode", ended.ExitCode)),
            });
        }
    }

    public TerminalState Get(string id) => Find(id).Terminal.State;

    /// <summary>Returns once the command's end was announced.</summary>
    public async Task<TerminalExit> WaitAsync(string id, CancellationToken cancellationToken)
    {
        var running = Find(id);
        await running.Watch.WaitAsync(cancellationToken);
        return await running.Terminal.Exited;
    }

    public async Task KillAsync(string id, CancellationToken cancellationToken) => await Find(id).Terminal.KillAsync(cancellationToken);

    public async Task ReleaseAsync(string id)
    {
        Find(id);
        if (_running.TryRemove(id, out var running)) await ReleaseAsync(running);
    }

    public async Task EndAllAsync()
    {
        foreach (var running in _running.Values)
        {
            if (!running.Terminal.Exited.IsCompleted) await running.Terminal.KillAsync(CancellationToken.None);
            await running.Watch;
        }
    }

    public async Task ReleaseAllAsync()
    {
        foreach (var id in _running.Keys)
        {
            if (_running.TryRemove(id, out var running)) await ReleaseAsync(running);
        }
    }

    private static async Task ReleaseAsync(Running running)
    {
        await running.Terminal.DisposeAsync();
        await running.Watch;
    }

    private Running Find(string id) =>
        _running.TryGetValue(id, out var running) ? running : throw new CarillonException(ErrorCode.NotFound, "There is no such terminal.");

    private sealed record Running(ITerminal Terminal, Task Watch);

    private sealed class Output(Turn turn, string sessionId, string terminalId, int maxPieceBytes) : ITerminalObserver
    {
        public ValueTask OutputAsync(string data, CancellationToken cancellationToken) => turn.PublishAsync(
            () => [.. TextPieces.Split(data, maxPieceBytes).Select(piece => new TerminalOutput(sessionId, turn.Id, terminalId, piece))],
            cancellationToken);
    }
}
