namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>Where the sources are that these tests were built from.</summary>
internal static class Repository
{
    public static string File(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Carillon.slnx"))) folder = folder.Parent ?? throw new FileNotFoundException("Carillon.slnx");
        return Path.Combine(folder.FullName, path);
    }
}
