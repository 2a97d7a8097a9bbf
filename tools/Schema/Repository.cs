namespace Carillon.Tools.Schema;

/// <summary>Finds the folder that holds the solution.</summary>
internal static class Repository
{
    public static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Carillon.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No Carillon.slnx in {start} or above it.");
    }
}
