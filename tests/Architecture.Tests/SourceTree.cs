using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Carillon.Architecture.Tests;

/// <summary>One C# file, parsed.</summary>
/// <param name="Path">From the repository's root, with forward slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private SyntaxNode? _root;

    public int Lines => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    public SyntaxNode Root => _root ??= CSharpSyntaxTree.ParseText(Text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();

    /// <summary>The place of a node, as editors understand it.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}

/// <summary>The repository as it lies on disk, without what builds leave behind.</summary>
internal static class SourceTree
{
    private static readonly string[] Skipped = ["artifacts", "node_modules", "obj", "bin", ".git"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file under the given top folders, or all of them.</summary>
    public static IReadOnlyList<SourceFile> CSharp(params string[] folders) =>
        [.. Files("*.cs", folders).Select(path => new SourceFile(path, File.ReadAllText(Full(path))))];

    /// <summary>Files by pattern, from the root, with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files(string pattern, params string[] folders)
    {
        var found = new List<string>();
        foreach (var folder in folders.Length == 0 ? [""] : folders) Collect(new DirectoryInfo(Full(folder)), pattern, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    public static string Full(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(Full(path));

    private static void Collect(DirectoryInfo folder, string pattern, List<string> found)
    {
        if (!folder.Exists) return;
        found.AddRange(folder.EnumerateFiles(pattern).Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/')));
        foreach (var inner in folder.EnumerateDirectories().Where(inner => !Skipped.Contains(inner.Name))) Collect(inner, pattern, found);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Carillon.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No Carillon.slnx above {AppContext.BaseDirectory}.");
    }
}
