using Carillon.Core.Connections;
using Carillon.Dialects.Aleph.Calls;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Aleph;

/// <summary>
/// Aleph's gateway: JSON-RPC 2.0 over a WebSocket, events by glob (seed: Aleph events; <c>docs/dialects/aleph.md</c>). One instance
/// serves every connection.
/// </summary>
public sealed class AlephDialect : IDialect
{
    internal const int MaxBytes = 1024 * 1024;

    private readonly AlephServices _services;
    private readonly Methods _methods;
    private readonly SessionTokens _tokens;
    private readonly ILogger<AlephDialect> _logger;

    /// <summary>Assigns.</summary>
    public AlephDialect(AlephServices services, ILogger<AlephDialect> logger)
    {
        _services = services;
        _methods = new Methods(services);
        _tokens = new SessionTokens(services.Clock);
        _logger = logger;
    }

    /// <inheritdoc/>
    public string Name => "aleph";

    /// <inheritdoc/>
    public int MaxMessageBytes => MaxBytes;

    /// <inheritdoc/>
    public bool AuthenticatesInBand => true;

    /// <inheritdoc/>
    public LagPolicy LagPolicy { get; } = new();

    /// <inheritdoc/>
    public IDialectSession Open(IConnection connection) => new AlephSession(connection, _services, _methods, _tokens, _logger);
}
