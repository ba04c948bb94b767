using PenguinMails.DevVault.Fields;

namespace PenguinMails.DevVault.Logical;

/// <summary>What stands behind a mount: a list of paths. The first that matches answers.</summary>
internal abstract class Backend
{
    private PathRoute[]? _routes;

    /// <summary>Paths that need no token. A trailing star covers everything below.</summary>
    public virtual IReadOnlyList<string> UnauthenticatedPaths => [];

    /// <summary>Paths that need "sudo" besides the operation's own capability. A trailing star covers everything below.</summary>
    public virtual IReadOnlyList<string> SudoPaths => [];

    protected abstract IEnumerable<PathRoute> Routes();

    public async ValueTask<LogicalResponse?> HandleAsync(LogicalRequest request, CancellationToken cancellationToken)
    {
        if (Find(request) is not var (route, fields))
        {
            return LogicalResponse.Failed(StatusCodes.Status404NotFound, "unsupported path");
        }

        if (route.Handler(request.Operation) is not { } handler)
        {
            return LogicalResponse.Failed(StatusCodes.Status405MethodNotAllowed, "unsupported operation");
        }

        if (fields.Problem() is { } problem)
        {
            return LogicalResponse.Invalid("Field validation failed: " + problem);
        }

        var response = await handler(request, fields, cancellationToken);
        return route.TakesOnlyItsFields && response is { Refusal: null } && fields.Unknown() is { Count: > 0 } unknown
            ? response.WithWarning($"Endpoint ignored these unrecognized parameters: [{string.Join(' ', unknown)}]")
            : response;
    }

    /// <summary>Whether a write creates something. Null when the path does not tell the two apart: then it is an update.</summary>
    /// <exception cref="RefusedException">A parameter cannot be converted.</exception>
    public async ValueTask<bool?> ExistsAsync(LogicalRequest request, CancellationToken cancellationToken)
    {
        if (Find(request) is not var (route, fields) || route.Exists is not { } exists)
        {
            return null;
        }

        return fields.Problem() is { } problem
            ? throw RefusedException.Invalid(problem)
            : await exists(request, fields, cancellationToken);
    }

    /// <summary>Matches the star-ended lists above.</summary>
    public static bool Covers(IReadOnlyList<string> patterns, string path)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*') ? path.StartsWith(pattern[..^1], StringComparison.Ordinal) : path == pattern)
            {
                return true;
            }
        }

        return false;
    }

    private (PathRoute Route, FieldData Fields)? Find(LogicalRequest request)
    {
        foreach (var route in _routes ??= [.. Routes()])
        {
            if (route.Match(request.MountPath, request.Data) is { } fields)
            {
                return (route, fields);
            }
        }

        return null;
    }
}
