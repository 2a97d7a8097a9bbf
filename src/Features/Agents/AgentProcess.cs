using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;

namespace Carillon.Features.Agents;

/// <summary>An agent's process with the end of what it prints on standard error.</summary>
internal sealed class AgentProcess(ChildProcess child, LastWords words, AgentsOptions options, TimeProvider clock) : IAsyncDisposable
{
    // Enough for what is in the pipe already; nothing is left that could add to it.
    private static readonly TimeSpan ReadingRest = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<AgentExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private Task? _ending;

    public int Id => child.Id;

    public LastWords Words => words;

    /// <summary>Why it was ended, when something beside its conversation ended it.</summary>
    public string? EndReason => child.EndReason;

    /// <summary>Completes when the process and all it started have ended; never fails.</summary>
    public Task<AgentExit> Exited => _exited.Task;

    /// <summary>Begins to read its standard error; called once.</summary>
    public void Begin() => _running = RunAsync();

    /// <summary>Closes its input, waits a while for it to exit by itself, then kills it with everything it started.</summary>
    public Task EndAsync(TimeSpan grace)
    {
        lock (_lock) return _ending ??= EndOnceAsync(grace);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(options.CloseGrace);
        await _closing.CancelAsync();
        await _running;
        await child.DisposeAsync();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        var reading = words.RunAsync(_closing.Token);
        var code = await child.Exited;
        await Task.WhenAny(reading, Task.Delay(ReadingRest, clock, _closing.Token));
        _exited.SetResult(new AgentExit(code, words.Read()));
        await reading;
    }

    private async Task EndOnceAsync(TimeSpan grace)
    {
        try
        {
            child.Input.Close();
        }
        catch (IOException)
        {
            // Its side is closed already.
        }

        if (grace > TimeSpan.Zero) await Task.WhenAny(child.Exited, Task.Delay(grace, clock));
        await child.EndAsync(CancellationToken.None);
        await Exited;
    }
}
