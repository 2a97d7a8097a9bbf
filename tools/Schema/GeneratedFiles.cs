namespace Carillon.Tools.Schema;

/// <summary>One committed file that nobody writes by hand.</summary>
/// <param name="Path">From the repository's root, with forward slashes.</param>
internal sealed record GeneratedFile(string Path, string Text);

/// <summary>Everything that is made from the catalogue and from the settings.</summary>
internal sealed record GeneratedFiles(IReadOnlyList<GeneratedFile> All)
{
    public static GeneratedFiles From(EventModel model, XmlDocs configuration) => new(
    [
        new("schema/events.schema.json", JsonSchemaFile.Make(model)),
        new("schema/asyncapi.json", AsyncApiFile.Make(model)),
        new("schema/events.d.ts", TypeScriptFile.Make(model)),
        new("docs/events.md", EventsPage.Make(model)),
        new("schema/config.schema.json", ConfigSchemaFile.Make(configuration)),
        new("docs/configuration.md", ConfigurationPage.Make(configuration)),
    ]);

    public async Task WriteAsync(string root, CancellationToken cancellationToken)
    {
        foreach (var file in All)
        {
            var path = Path.Combine(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Text, cancellationToken);
        }
    }

    /// <summary>The files that differ from what would be written, each with the first line that does; empty when all is well.</summary>
    public async Task<IReadOnlyList<string>> FindStaleAsync(string root, CancellationToken cancellationToken)
    {
        var stale = new List<string>();
        foreach (var file in All)
        {
            var path = Path.Combine(root, file.Path);
            if (!File.Exists(path))
            {
                stale.Add($"{file.Path}: missing");
                continue;
            }

            var there = await File.ReadAllTextAsync(path, cancellationToken);
            if (!string.Equals(there, file.Text, StringComparison.Ordinal)) stale.Add($"{file.Path}:{FirstDifference(there, file.Text)}");
        }

        return stale;
    }

    private static string FirstDifference(string there, string wanted)
    {
        var old = there.Split('\n');
        var made = wanted.Split('\n');
        var line = 0;
        while (line < old.Length && line < made.Length && old[line] == made[line]) line++;
        return $"{line + 1}: has \"{LineAt(old, line)}\", should have \"{LineAt(made, line)}\"";
    }

    private static string LineAt(string[] lines, int index) => index < lines.Length ? lines[index].Trim() : "(end of file)";
}
