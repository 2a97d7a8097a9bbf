using Carillon.Core.Connections;
using Carillon.Dialects.Diminuendo.Conversations;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Diminuendo;

/// <summary>
/// The Diminuendo gateway protocol, version 1: JSON messages in, snake_case (or, on request, dotted) events out
/// (seed: Diminuendo server events; <c>docs/dialects/diminuendo.md</c>). One instance serves every connection.
/// </summary>
public sealed class DiminuendoDialect(
    DiminuendoServices services, Audience audience, TimeProvider clock, ILogger<DiminuendoDialect> logger) : IDialect, IAsyncDisposable
{
    private readonly Heartbeats _heartbeats = new(audience, clock);

    /// <inheritdoc/>
    public string Name => "diminuendo";

    /// <inheritdoc/>
    public int MaxMessageBytes => 1024 * 1024;

    /// <inheritdoc/>
    public bool AuthenticatesInBand => true;

    /// <inheritdoc/>
    public LagPolicy LagPolicy { get; } = new();

    /// <inheritdoc/>
    public IDialectSession Open(IConnection connection)
    {
        _heartbeats.Start();
        return new Conversation(connection, services, audience, clock, logger);
    }

    /// <summary>Stops the heartbeats.</summary>
    public ValueTask DisposeAsync() => _heartbeats.DisposeAsync();
}
