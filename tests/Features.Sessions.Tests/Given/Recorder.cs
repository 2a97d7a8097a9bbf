using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Features.Sessions.Tests.Given;

/// <summary>Writes down every entry in commit order; a test can wait for one.</summary>
internal sealed class Recorder : ICommitObserver
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called for each entry before whoever appended it hears that it is committed.</summary>
    public Action<Entry> AtOnce { get; set; } = _ => { };

    public void OnCommitted(Entry entry)
    {
        AtOnce(entry);
        lock (_lock)
        {
            _entries.Add(entry);
            var more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            more.SetResult();
        }
    }

    public IReadOnlyList<Entry> Entries()
    {
        lock (_lock) return [.. _entries];
    }

    public IReadOnlyList<Entry> Of(string sessionId) => [.. Entries().Where(entry => entry.Stream.Name == $"session:{sessionId}")];

    /// <summary>The session's events so far, without those of its sandbox.</summary>
    public IReadOnlyList<string> Types(string sessionId) =>
        [.. Of(sessionId).Select(entry => entry.Type).Where(type => !type.StartsWith("sandbox.", StringComparison.Ordinal))];

    /// <summary>The states a session went through, each with its reason.</summary>
    public IReadOnlyList<string> States(string sessionId) =>
        [.. Of(sessionId).Select(Decode).OfType<SessionStateChanged>().Select(changed => $"{changed.State} {changed.Reason}")];

    /// <summary>The events of a kind that there are, in every stream.</summary>
    public IReadOnlyList<T> All<T>()
        where T : Event => [.. Entries().Select(Decode).OfType<T>()];

    /// <summary>The n-th event of a kind, from 1, as soon as it is committed.</summary>
    /// <param name="after">Only what came after this one.</param>
    public async Task<T> SeenAsync<T>(int n = 1, Func<T, bool>? wanted = null, Event? after = null)
        where T : Event
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                var values = _entries.Select(Decode);
                if (after is not null) values = values.SkipWhile(value => !ReferenceEquals(value, after));
                var found = values.OfType<T>().Where(value => wanted is null || wanted(value)).Skip(n - 1).FirstOrDefault();
                if (found is not null) return found;
                more = _more.Task;
            }

            await more.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    private static Event? Decode(Entry entry) => entry.TryDecode(out var value) ? value : null;
}
