using System.Runtime.CompilerServices;
using Carillon.Client.Http;

namespace Carillon.Client.Following;

/// <summary>Follows across connections: resumes after the last thing seen, and drops what comes a second time.</summary>
internal sealed class Follower(ApiCaller api, CarillonClientOptions options, FollowRequest request)
{
    public async IAsyncEnumerable<FollowItem> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = new FollowPosition(request);
        var backOff = new BackOff(options.Reconnect, options.Random);
        while (true)
        {
            Exception? failure = null;
            await using (var connection = new FollowConnection(api, options))
            {
                while (true)
                {
                    FollowItem? item;
                    try
                    {
                        item = await connection.ReadAsync(request, position, cancellationToken);
                    }
                    catch (Exception exception) when (IsLoss(exception, cancellationToken))
                    {
                        failure = exception;
                        break;
                    }

                    if (item is null) break;
                    if (item is FollowedEvent or FollowedLive) backOff.Reset();
                    foreach (var wanted in position.Take(item)) yield return wanted;
                }
            }

            failure ??= new IOException("The server ended the stream.");
            if (!backOff.TryNext(out var attempt, out var delay)) throw failure;
            yield return new FollowedReconnecting(attempt, delay, failure);
            await Task.Delay(delay, options.Clock, cancellationToken);
        }
    }

    /// <summary>Whether trying again may help: the network failed, or the server said that it may.</summary>
    private static bool IsLoss(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        CarillonApiException refused => refused.IsTransient,
        HttpRequestException or IOException or TimeoutException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };
}
