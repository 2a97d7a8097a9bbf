using Carillon.Core.Streams;

namespace Carillon.Core.Ports;

/// <summary>Keeps state in step with the log: hears of every entry before any subscriber does.</summary>
public interface ICommitObserver
{
    /// <summary>
    /// An entry, durable or ephemeral, was committed. Called in commit order by one writer, before any subscriber is offered the
    /// entry and before its append returns; it must be quick and must not throw.
    /// </summary>
    void OnCommitted(Entry entry);
}
