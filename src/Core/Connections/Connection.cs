using Carillon.Core.Deliveries;
using Carillon.Core.Identity;

namespace Carillon.Core.Connections;

/// <summary>What a connection is made with.</summary>
/// <param name="Dialect">For logs and metrics.</param>
/// <param name="Lag">How a slow reader is treated.</param>
/// <param name="Caller">Who it is, before the dialect's own authentication.</param>
/// <param name="Options">Options given in the address it connected to.</param>
public sealed record ConnectionProfile(
    string Dialect, LagPolicy Lag, string RemoteAddress, Caller? Caller, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>What the caller proved itself with; null where nothing had to be proved, or nobody is known yet.</summary>
    public Authentication? Authentication { get; init; }
}

/// <summary>One peer: its outbox, and the deliveries that feed it. It owns their tasks and waits for them at its end.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Usage", "CA2213", Justification = "The token source has no timer and is cancelled by whichever side ends first.")]
public sealed class Connection : IConnection, IAsyncDisposable
{
    // How long a peer may take to read that its credential has ended.
    private static readonly TimeSpan CredentialEndTimeout = TimeSpan.FromSeconds(5);

    private readonly ConnectionFactory _owner;
    private readonly ConnectionProfile _profile;
    private readonly TaskCompletionSource<CloseReason> _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly List<Delivery> _deliveries = new(1);
    private bool _disposed;

    internal Connection(string id, ConnectionFactory owner, ConnectionProfile profile, Outbox outbox)
    {
        Id = id;
        _owner = owner;
        _profile = profile;
        Outbox = outbox;
        outbox.OnEnd(OnOutboxEnd);
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public Caller? Caller => _profile.Caller;

    /// <inheritdoc/>
    public Authentication? Authentication => _profile.Authentication;

    /// <inheritdoc/>
    public string RemoteAddress => _profile.RemoteAddress;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Options => _profile.Options;

    /// <inheritdoc/>
    public Framing Framing => Outbox.Framing;

    /// <summary>Completes when nothing more will be sent: someone closed it and all was said, the peer was cut off, or the transport failed.</summary>
    public Task<CloseReason> Closing => _closing.Task;

    /// <summary>Signalled together with <see cref="Closing"/>, and before it when the server stops.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>What broke on our side while entries were written for this peer; null while nothing did.</summary>
    public Exception? Failure => Outbox.Failure;

    internal Outbox Outbox { get; }

    /// <summary>Why the server stops: whoever runs the connection says so to the peer and closes it. Null while it does not.</summary>
    internal string? StopReason { get; private set; }

    internal string Dialect => _profile.Dialect;

    /// <inheritdoc/>
    public void Send(Frame frame) => Outbox.Send(frame);

    /// <inheritdoc/>
    public Delivery Deliver(DeliveryRequest request)
    {
        if (Caller is { } caller) request = request with { Filter = request.Filter.For(caller.Role) };
        var delivery = new Delivery(_owner.Log, _owner.Index, Outbox, request);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _deliveries.RemoveAll(ended => ended.IsOver);
            _deliveries.Add(delivery);
        }

        delivery.Start();
        return delivery;
    }

    /// <inheritdoc/>
    public ValueTask DrainAsync(CancellationToken cancellationToken) => new(Outbox.DrainAsync(cancellationToken));

    /// <inheritdoc/>
    public void Close(CloseReason reason) => Outbox.Close(reason, LastWords.Of(reason, Framing));

    /// <summary>Cuts the connection off at once; what waits is dropped.</summary>
    public void Abort(CloseReason reason) => Outbox.Abort(reason);

    /// <summary>Closes the connection once what its peer proved itself with holds no more; returns at the connection's end.</summary>
    public async Task WatchCredentialAsync()
    {
        if (Authentication is not { Lasts: false } authentication) return;
        try
        {
            await authentication.WaitForEndAsync(_owner.Clock, Ending);
            Close(CloseReason.CredentialEnded);
            await Closing.WaitAsync(CredentialEndTimeout, _owner.Clock, CancellationToken.None);
        }
        catch (OperationCanceledException) when (Ending.IsCancellationRequested)
        {
            // The connection ended first.
        }
        catch (TimeoutException)
        {
            Abort(CloseReason.CredentialEnded);
        }
    }

    internal void TellToStop(string reason)
    {
        StopReason = reason;
        CancelElsewhere();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<Delivery> deliveries;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            deliveries = [.. _deliveries];
        }

        Outbox.Abort(CloseReason.Normal);
        foreach (var delivery in deliveries) delivery.Dispose();
        foreach (var delivery in deliveries) await delivery.Completion;
        _owner.Forget(this);
    }

    private void OnOutboxEnd(CloseReason reason)
    {
        if (_closing.TrySetResult(reason)) CancelElsewhere();
    }

    /// <summary>Whoever waits on the token must not run in the middle of a write or under a lock.</summary>
    private void CancelElsewhere() => ThreadPool.UnsafeQueueUserWorkItem(static ending => ending.Cancel(), _ending, preferLocal: false);
}
