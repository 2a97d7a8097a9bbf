using Carillon.Core.Ports;
using Carillon.Server.Observability;
using Microsoft.AspNetCore.Http;

namespace Carillon.Server.Tests.Observability;

public class ReadinessTests
{
    [Fact]
    public async Task A_server_that_works_is_ready() => Assert.Equal((200, "ready\n"), await AskAsync(null, stopping: false));

    [Fact]
    public async Task A_server_that_stops_is_not() => Assert.Equal((503, "stopping\n"), await AskAsync(null, stopping: true));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_that_takes_no_writes_is_named_by_its_fault_and_not_by_its_path(bool stopping) =>
        Assert.Equal((503, "the log takes no writes (Full)\n"), await AskAsync(new StorageException(StorageFault.Full, "/home/ada/carillon.db: disk full"), stopping));

    private static async Task<(int Status, string Body)> AskAsync(StorageException? failure, bool stopping)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        await Readiness.WriteAsync(context, failure, new CancellationToken(stopping));
        context.Response.Body.Position = 0;
        using var reader = new StreamReader(context.Response.Body);
        return (context.Response.StatusCode, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
