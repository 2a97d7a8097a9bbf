using System.Diagnostics;
using Carillon.Client;

namespace Carillon.Bench.ManySessions;

/// <summary>How long a page of the sessions takes when there are many, at the front and at the end.</summary>
internal sealed class ListingLoad(CarillonClient client)
{
    private const int PageSize = 100;
    private const int Rounds = 50;

    public async Task<IEnumerable<Figure>> RunAsync(int sessions, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await SessionMaker.MakeAsync(client, sessions, cancellationToken);
        var making = Stopwatch.GetElapsedTime(started);
        var last = await LastPageAsync(cancellationToken);
        return
        [
            new Figure("list.createdPerSecond", sessions / making.TotalSeconds),
            .. Figure.Spread("list.firstPageMs", await TimeAsync(null, cancellationToken)),
            .. Figure.Spread("list.lastPageMs", await TimeAsync(last, cancellationToken)),
        ];
    }

    private async Task<string?> LastPageAsync(CancellationToken cancellationToken)
    {
        string? last = null;
        for (var page = await client.Sessions.ListAsync(limit: PageSize, cancellationToken: cancellationToken); page.Next is not null;)
        {
            last = page.Next;
            page = await client.Sessions.ListAsync(limit: PageSize, next: last, cancellationToken: cancellationToken);
        }

        return last;
    }

    private async Task<IReadOnlyList<double>> TimeAsync(string? next, CancellationToken cancellationToken)
    {
        var times = new List<double>(Rounds);
        for (var i = 0; i < Rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await client.Sessions.ListAsync(limit: PageSize, next: next, cancellationToken: cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }
}
