using System.Text;
using Carillon.Features.Agents.Rpc;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Agents;

/// <summary>Reads an agent's standard error and keeps its end, for the message that says why it failed.</summary>
internal sealed partial class LastWords(Stream error, SecretMask mask, string agentType, ILogger logger)
{
    /// <summary>Lines kept.</summary>
    public const int MaxLines = 20;

    private const int MaxLineBytes = 1000;
    private readonly ILogger _logger = logger;
    private readonly LineReader _lines = new(error, MaxLineBytes, keepsBeginning: true);
    private readonly Lock _lock = new();
    private readonly Queue<string> _kept = new();

    /// <summary>Reads to the end of the stream.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _lines.ReadAsync(cancellationToken) is { } bytes)
            {
                var line = mask.Apply(Encoding.UTF8.GetString(bytes.Span).TrimEnd());
                LogErrorLine(agentType, line);
                if (line.Length > 0) Keep(line);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or ObjectDisposedException)
        {
            LogEndedEarly(agentType, fault.Message);
        }
    }

    /// <summary>The latest lines, oldest first; empty when there are none.</summary>
    public string Read(int lines = MaxLines)
    {
        lock (_lock) return string.Join('\n', _kept.TakeLast(lines));
    }

    private void Keep(string line)
    {
        lock (_lock)
        {
            _kept.Enqueue(line);
            if (_kept.Count > MaxLines) _kept.Dequeue();
        }
    }

    [LoggerMessage(4020, LogLevel.Trace, "Agent {AgentType} on standard error: {Line}")]
    private partial void LogErrorLine(string agentType, string line);

    [LoggerMessage(4021, LogLevel.Debug, "Reading standard error of agent {AgentType} ended early: {Reason}")]
    private partial void LogEndedEarly(string agentType, string reason);
}
