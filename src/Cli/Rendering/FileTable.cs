using System.Globalization;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Rendering;

/// <summary>Files of a workspace, and the iterations of one, a line each.</summary>
internal static class FileTable
{
    private const int HashLength = 12;

    public static void Write(Screen screen, IReadOnlyList<FileItem> files, TimeProvider clock)
    {
        if (files.Count == 0)
        {
            screen.WriteLine("Nothing is there.", Palette.Dim);
            return;
        }

        var table = new Table("SIZE", "CHANGED", "PATH");
        foreach (var file in files)
        {
            var name = file.Type switch
            {
                "directory" => new Part(file.Path + "/", Palette.Name),
                "link" => new Part(file.Path + " (link)", Palette.Dim),
                _ => new Part(file.Path, Palette.Plain),
            };
            table.Add(new(file.Type == "file" ? Amounts.Count(file.Size) : "", Palette.Plain), Ago(file.ModifiedAt, clock), name);
        }

        table.Write(screen);
    }

    public static void Write(Screen screen, FileHistory history, TimeProvider clock)
    {
        var table = new Table("ITERATION", "NOTICED", "SIZE", "SHA-256");
        foreach (var iteration in history.Iterations)
        {
            table.Add(
                new(iteration.Iteration.ToString(CultureInfo.InvariantCulture), Palette.Name),
                Ago(iteration.Time, clock),
                Amounts.Count(iteration.Size),
                iteration.Hash is { } hash ? hash[..HashLength] : "too large");
        }

        table.Write(screen);
    }

    private static Part Ago(long time, TimeProvider clock) => new(Amounts.Ago(clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(time)), Palette.Dim);
}
