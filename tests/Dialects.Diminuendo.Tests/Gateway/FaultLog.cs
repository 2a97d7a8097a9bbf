using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Diminuendo.Tests.Gateway;

/// <summary>Keeps what the dialect logged as faults of its own.</summary>
internal sealed class FaultLog : ILogger<DiminuendoDialect>
{
    public ConcurrentQueue<string> Faults { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error) Faults.Enqueue($"{eventId.Id}: {formatter(state, exception)}: {exception}");
    }
}
