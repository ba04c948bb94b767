using System.Text.RegularExpressions;
using PenguinMails.DevVault.Fields;

namespace PenguinMails.DevVault.Logical;

internal delegate ValueTask<LogicalResponse?> PathHandler(LogicalRequest request, FieldData fields, CancellationToken cancellationToken);

internal delegate ValueTask<bool> ExistenceCheck(LogicalRequest request, FieldData fields, CancellationToken cancellationToken);

/// <summary>One pattern of paths inside a mount, the parameters it takes, and what answers each operation on it.</summary>
internal sealed class PathRoute
{
    /// <summary>A name without slashes: letters, digits, dots, dashes, underscores; starts and ends with a letter or digit.</summary>
    private const string NamePattern = @"\w(?:[\w\-.]*\w)?";

    private readonly Regex _pattern;
    private readonly string _literal;
    private readonly Dictionary<string, FieldType> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<Operation, PathHandler> _handlers = [];
    private readonly string[] _captures;

    /// <param name="pattern">"role/{name}/tail", "data/{path*}" for anything, "data/{path+}" for anything but nothing, "x/?" for an optional slash.</param>
    public PathRoute(string pattern)
    {
        var open = pattern.AsSpan().IndexOfAny("{?");
        _literal = open < 0 ? pattern : pattern[..(pattern[open] == '?' ? open - 1 : open)];
        var expression = Regex.Replace(
            pattern.Replace(".", @"\.", StringComparison.Ordinal),
            @"\{(?<name>\w+)(?<kind>[*+]?)\}",
            match => $"(?<{match.Groups["name"].Value}>{(match.Groups["kind"].Value is { Length: > 0 } kind ? "." + kind : NamePattern)})",
            RegexOptions.None,
            TimeSpan.FromSeconds(1));
        _pattern = new($"^{expression}\\z", RegexOptions.Compiled | RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        _captures = [.. _pattern.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]))];
        Array.ForEach(_captures, name => _fields[name] = FieldType.Text);
    }

    public ExistenceCheck? Exists { get; private set; }

    /// <summary>Answers warn of parameters that the path does not know. Vault does so everywhere; here where all of a path's fields are declared.</summary>
    public bool TakesOnlyItsFields { get; private set; }

    public PathRoute OnlyItsFields()
    {
        TakesOnlyItsFields = true;
        return this;
    }

    public PathRoute Field(string name, FieldType type)
    {
        _fields[name] = type;
        return this;
    }

    public PathRoute On(Operation operation, PathHandler handler)
    {
        _handlers[operation] = handler;
        return this;
    }

    /// <summary>Both halves of a write: with an existence check the caller needs "create" or "update", as fits.</summary>
    public PathRoute OnWrite(PathHandler handler) => On(Operation.Create, handler).On(Operation.Update, handler);

    public PathRoute ExistsIf(ExistenceCheck exists)
    {
        Exists = exists;
        return this;
    }

    public PathHandler? Handler(Operation operation) => _handlers.GetValueOrDefault(operation);

    /// <summary>The parameters of a request on a path that matches, or null when it does not match.</summary>
    public FieldData? Match(string path, Dictionary<string, object?>? data)
    {
        if (!path.StartsWith(_literal, StringComparison.Ordinal) || _pattern.Match(path) is not { Success: true } match)
        {
            return null;
        }

        var raw = data is null ? new(StringComparer.Ordinal) : new Dictionary<string, object?>(data, StringComparer.Ordinal);
        foreach (var name in _captures)
        {
            raw[name] = match.Groups[name].Value;
        }

        return new(_fields, raw);
    }
}
