using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Events;

namespace Carillon.Features.Agents.Tests;

/// <summary>Serves an agent from a real workspace, keeps what it tells, and decides its permissions as the test says.</summary>
public sealed class RecordingClient(IWorkspace workspace) : IAgentClient, IAsyncDisposable
{
    private readonly Channel<AgentUpdate> _told = Channel.CreateBounded<AgentUpdate>(100_000);
    private readonly ConcurrentDictionary<string, ITerminal> _terminals = new();
    private readonly List<AgentUpdate> _updates = [];

    /// <summary>Everything told so far, in order.</summary>
    public IReadOnlyList<AgentUpdate> Updates
    {
        get
        {
            lock (_updates) return [.. _updates];
        }
    }

    public string Said => string.Concat(Updates.OfType<AgentText>().Select(piece => piece.Text));

    public string Thought => string.Concat(Updates.OfType<AgentThought>().Select(piece => piece.Text));

    public ConcurrentQueue<AgentPermission> Asked { get; } = new();

    /// <summary>The kind of option to choose; the default allows everything once.</summary>
    public Func<AgentPermission, CancellationToken, ValueTask<string?>> Decide { get; set; } = Choose("allow");

    public ConcurrentQueue<(IReadOnlyList<Question> Questions, string? Context)> AskedQuestions { get; } = new();

    /// <summary>What is answered to questions; the default is that nobody does.</summary>
    public Func<IReadOnlyList<Question>, CancellationToken, ValueTask<IReadOnlyDictionary<string, string>?>> Answer { get; set; } =
        (_, _) => ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(null);

    /// <summary>Runs before an update counts as told.</summary>
    public Func<AgentUpdate, CancellationToken, ValueTask> Take { get; set; } = (_, _) => ValueTask.CompletedTask;

    public static Func<AgentPermission, CancellationToken, ValueTask<string?>> Choose(string optionId) =>
        (permission, _) => ValueTask.FromResult<string?>(permission.Options.First(option => option.OptionId.StartsWith(optionId, StringComparison.Ordinal)).OptionId);

    public async Task<T> WaitForAsync<T>(Predicate<T> wanted)
        where T : AgentUpdate
    {
        while (true)
        {
            var update = await _told.Reader.ReadAsync(AgentFixture.Cancellation).AsTask().WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
            if (update is T found && wanted(found)) return found;
        }
    }

    public async ValueTask UpdateAsync(AgentUpdate update, CancellationToken cancellationToken)
    {
        await Take(update, cancellationToken);
        lock (_updates) _updates.Add(update);
        await _told.Writer.WriteAsync(update, cancellationToken);
    }

    public ValueTask<string?> RequestPermissionAsync(AgentPermission permission, CancellationToken cancellationToken)
    {
        Asked.Enqueue(permission);
        return Decide(permission, cancellationToken);
    }

    public ValueTask<IReadOnlyDictionary<string, string>?> AskQuestionsAsync(
        IReadOnlyList<Question> questions, string? context, CancellationToken cancellationToken)
    {
        AskedQuestions.Enqueue((questions, context));
        return Answer(questions, cancellationToken);
    }

    public ValueTask<string> ReadTextFileAsync(string path, int? line, int? limit, CancellationToken cancellationToken) =>
        workspace.ReadTextAsync(path, line, limit, cancellationToken);

    public async ValueTask WriteTextFileAsync(string path, string content, CancellationToken cancellationToken) =>
        await workspace.WriteTextAsync(path, content, cancellationToken);

    public async ValueTask<string> CreateTerminalAsync(TerminalRequest request, CancellationToken cancellationToken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"term-{_terminals.Count + 1}");
        _terminals[id] = await workspace.StartAsync(request, new Unheard(), cancellationToken);
        return id;
    }

    public ValueTask<TerminalState> GetTerminalAsync(string terminalId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(terminalId).State);

    public async ValueTask<TerminalExit> WaitForTerminalAsync(string terminalId, CancellationToken cancellationToken) =>
        await Find(terminalId).Exited.WaitAsync(cancellationToken);

    public ValueTask KillTerminalAsync(string terminalId, CancellationToken cancellationToken) => Find(terminalId).KillAsync(cancellationToken);

    public async ValueTask ReleaseTerminalAsync(string terminalId, CancellationToken cancellationToken)
    {
        await Find(terminalId).DisposeAsync();
        _terminals.TryRemove(terminalId, out _);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var terminal in _terminals.Values) await terminal.DisposeAsync();
    }

    private ITerminal Find(string terminalId) =>
        _terminals.GetValueOrDefault(terminalId) ?? throw new CarillonException(ErrorCode.NotFound, "no such terminal");

    private sealed class Unheard : ITerminalObserver
    {
        public ValueTask OutputAsync(string data, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
