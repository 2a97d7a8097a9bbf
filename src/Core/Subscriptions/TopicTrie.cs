namespace Carillon.Core.Subscriptions;

/// <summary>
/// Finds the sets whose glob matches a topic by walking segments, and remembers the answer for each topic. Joining or
/// leaving an existing set leaves the memory valid; only a glob that is new or gone does not.
/// </summary>
internal sealed class TopicTrie
{
    // Topics are few; a publisher that invents names without end must not grow this without end.
    private const int MaxRemembered = 4096;

    private readonly Node _root = new(null, "");
    private readonly Dictionary<string, (int Version, SubscriberSet[] Sets)> _remembered = [];
    private readonly List<SubscriberSet> _found = [];
    private readonly HashSet<(Node, int)> _walked = [];
    private int _version;

    /// <summary>The set of one glob, made when it is new.</summary>
    public SubscriberSet SetOf(TopicGlob glob)
    {
        var node = NodeOf(glob);
        if (node.Set is null)
        {
            node.Set = new SubscriberSet();
            _version++;
        }

        return node.Set;
    }

    /// <summary>Forgets a glob whose set has become empty, with the branches that led only to it.</summary>
    public void Prune(TopicGlob glob)
    {
        var node = NodeOf(glob);
        node.Set = null;
        _version++;
        while (node is { Parent: { } parent, Set: null, Children.Count: 0 })
        {
            parent.Remove(node);
            node = parent;
        }
    }

    /// <summary>Every set whose glob matches.</summary>
    public ReadOnlySpan<SubscriberSet> Match(string topic)
    {
        if (_remembered.TryGetValue(topic, out var known) && known.Version == _version) return known.Sets;
        if (_remembered.Count >= MaxRemembered) _remembered.Clear();
        _found.Clear();
        _walked.Clear();
        Walk(_root, topic, 0);
        SubscriberSet[] sets = [.. _found];
        _remembered[topic] = (_version, sets);
        return sets;
    }

    private Node NodeOf(TopicGlob glob)
    {
        var node = _root;
        foreach (var range in glob.Pattern.AsSpan().Split('.')) node = node.ChildOf(glob.Pattern[range]);
        return node;
    }

    private void Walk(Node node, ReadOnlySpan<char> topic, int at)
    {
        if (node.AnyDepth is { } deep) WalkDeep(deep, topic, at);
        if (at > topic.Length)
        {
            if (node.Set is { } set) _found.Add(set);
            return;
        }

        var end = TopicGlob.EndOfSegment(topic, at);
        var segment = topic[at..end];
        if (node.Literals.TryGetValue(segment, out var child) && child.IsLiteral) Walk(child, topic, end + 1);
        foreach (var pattern in node.Patterns)
        {
            if (TopicGlob.SegmentMatches(pattern.Segment, segment)) Walk(pattern, topic, end + 1);
        }
    }

    /// <summary>
    /// <c>**</c> stands for no segment, or one, or more. Several ways may lead to the same place; it is walked on from once,
    /// which keeps the cost in bounds and finds every set once.
    /// </summary>
    private void WalkDeep(Node deep, ReadOnlySpan<char> topic, int at)
    {
        while (_walked.Add((deep, at)))
        {
            Walk(deep, topic, at);
            if (at > topic.Length) return;
            at = TopicGlob.EndOfSegment(topic, at) + 1;
        }
    }

    private sealed class Node(Node? parent, string segment)
    {
        public Node? Parent { get; } = parent;

        public string Segment { get; } = segment;

        public bool IsLiteral { get; } = !segment.Contains('*');

        public SubscriberSet? Set { get; set; }

        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> Literals => Children.GetAlternateLookup<ReadOnlySpan<char>>();

        public List<Node> Patterns { get; } = [];

        public Node? AnyDepth { get; private set; }

        public Node ChildOf(string segment)
        {
            if (Children.TryGetValue(segment, out var child)) return child;
            Children[segment] = child = new Node(this, segment);
            if (segment == "**") AnyDepth = child;
            else if (!child.IsLiteral) Patterns.Add(child);
            return child;
        }

        public void Remove(Node child)
        {
            Children.Remove(child.Segment);
            Patterns.Remove(child);
            if (ReferenceEquals(AnyDepth, child)) AnyDepth = null;
        }
    }
}
