using System.Runtime.InteropServices;
using Carillon.Backends.Sqlite;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Microsoft.Extensions.Logging.Abstractions;

// A second process for the storage's tests: probe DIRECTORY (hold | append | open) [--as UID]
var directory = args[0];
if (args is [_, _, "--as", var user])
{
    // A test that runs as root must become somebody whom the system can refuse something.
    if (NativeMethods.SetUserId(uint.Parse(user, System.Globalization.CultureInfo.InvariantCulture)) != 0) return Tell("cannot change the user");
}

await using var storage = new SqliteStorage(new SqliteOptions(directory), TimeProvider.System, new FixedIds(), NullLogger<SqliteStorage>.Instance);
LogOpening opening;
try
{
    opening = await storage.OpenAsync(CancellationToken.None);
}
catch (StorageException error)
{
    return Tell($"{error.Fault}: {error.Message}");
}

Tell($"open {opening.Epoch} {opening.LastPosition}");
switch (args[1])
{
    case "hold":
        Console.In.ReadToEnd();
        break;
    case "append":
        await AppendAsync();
        break;
}

return 0;

// Appends batch after batch and says what is acknowledged, until it is killed.
async Task AppendAsync()
{
    var stream = new StreamId("acme", "session:crash");
    var seq = (await storage.FindStreamAsync(stream, CancellationToken.None))?.LastSeq ?? 0;
    var position = opening.LastPosition;
    while (true)
    {
        var entries = new List<Entry>();
        for (var i = 0; i <= seq % 5; i++)
        {
            entries.Add(new Entry
            {
                Stream = stream,
                Seq = ++seq,
                Epoch = opening.Epoch,
                Position = ++position,
                Time = 0,
                Type = "note.added",
                Durable = true,
                Data = System.Text.Encoding.UTF8.GetBytes($$"""{"n":{{seq}}}"""),
            });
        }

        await storage.CommitAsync(new CommitBatch(entries, [], []), CancellationToken.None);
        Tell($"acked {seq}");
    }
}

static int Tell(string line)
{
    Console.Out.WriteLine(line);
    Console.Out.Flush();
    return 1;
}

internal sealed class FixedIds : IIdSource
{
    public string NewId() => "00000000-0000-4000-8000-00000000beef";
}

internal static class NativeMethods
{
    [DllImport("libc", EntryPoint = "setuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static extern int SetUserId(uint user);
}
