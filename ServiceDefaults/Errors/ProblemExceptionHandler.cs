using System.Net.Sockets;
using System.Text.RegularExpressions;
using MassTransit;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using PenguinMails.Vault;

namespace PenguinMails.ServiceDefaults;

/// <summary>Turns exceptions into problems: bad requests, missing dependencies, and bugs. Nothing of the exception reaches the caller.</summary>
internal sealed partial class ProblemExceptionHandler(IServiceProvider services, ILogger<ProblemExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        await ToProblem(exception).ExecuteAsync(httpContext);
        return true;
    }

    private ApiProblem ToProblem(Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { InnerException: JsonException json }:
                return UnreadableBody.ErrorsOf(json).ToProblem();
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } when UnboundParameter().Match(exception.Message) is { Success: true } unbound:
                var isUuid = unbound.Groups["type"].Value.Contains(nameof(Guid), StringComparison.Ordinal);
                return new FieldErrors().Require(false, unbound.Groups["name"].Value, isUuid ? "Must be a UUID." : "Has the wrong type.").ToProblem();
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } when MissingParameter().Match(exception.Message) is { Success: true } missing:
                return new FieldErrors().Require(false, missing.Groups["name"].Value, "Is required.").ToProblem();
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest }:
                return new FieldErrors().Require(false, "$", "Send a body: JSON, with the fields that the operation names.").ToProblem();
            case BadHttpRequestException bad:
                return new ApiProblem(ProblemCatalog.ForStatus(bad.StatusCode));
            case var missing when DependencyOf(missing) is { } dependency:
                Log.DependencyUnavailable(log, dependency, missing.GetType().Name);
                return new ApiProblem(ProblemCatalog.DependencyUnavailable)
                {
                    Detail = $"{dependency} is not available. {ProblemCatalog.DependencyUnavailable.NextStep}",
                };
            default:
                Log.Unhandled(log, exception);
                return new ApiProblem(ProblemCatalog.InternalError);
        }
    }

    // The message of ASP.NET is all that names the parameter.
    [GeneratedRegex("""^Failed to bind parameter "(?<type>\S+) (?<name>\w+)" from """, RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex UnboundParameter();

    [GeneratedRegex("""^Required parameter "(?<type>[^"]+) (?<name>\w+)" was not provided from (?!body)""", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex MissingParameter();

    // Until then a statement may name what the database does not have yet.
    private bool IsMigrated => services.GetService<MigrationsDone>() is not { IsDone: false };

    /// <summary>The dependency that failed, when waiting may help; null when the exception is a bug.</summary>
    private string? DependencyOf(Exception exception) => exception switch
    {
        VaultUnavailableException => "The secret store",
        NpgsqlException when exception.IsPostgresAway() || !IsMigrated => "The database",
        PostgresException => null,
        RabbitMqConnectionException => "The message broker",
        TimeoutException => "A dependency",
        HttpRequestException or SocketException => "A dependency",
        { InnerException: { } inner } => DependencyOf(inner),
        _ => null,
    };
}
