using Microsoft.AspNetCore.SignalR;

// The comparison: one JSON hub that sends whatever is published to everyone, as its own documentation would write it.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddSignalR();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture)));
var app = builder.Build();
app.MapHub<BroadcastHub>("/hub");
await app.StartAsync();
Console.WriteLine("listening");
await app.WaitForShutdownAsync();

/// <summary>Sends to all.</summary>
internal sealed class BroadcastHub : Hub
{
    public Task Publish(string payload) => Clients.All.SendAsync("message", payload);
}
