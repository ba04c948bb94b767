namespace PenguinMails.ServiceDefaults;

/// <summary>Marks endpoints that need a step-up grant; the OpenAPI document shows it.</summary>
public sealed class StepUpMetadata;

/// <summary>Refuses a request without a valid <c>X-Step-Up</c> grant of the same user and session, and records the refusal.</summary>
internal sealed class StepUpFilter(StepUpGrants grants, RefusalRecorder refusals) : IEndpointFilter
{
    public const string Header = "X-Step-Up";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Caller.From(http) is { } caller
            && await grants.IsValidAsync(http.Request.Headers[Header], caller.UserId, caller.SessionId, http.RequestAborted))
        {
            return await next(context);
        }

        await refusals.RecordAsync(http, ProblemCatalog.StepUpRequired);
        return new ApiProblem(ProblemCatalog.StepUpRequired);
    }
}

public static class StepUpExtensions
{
    /// <summary>This endpoint is sensitive: it needs a step-up grant.</summary>
    public static RouteHandlerBuilder RequireStepUp(this RouteHandlerBuilder builder) =>
        builder.AddEndpointFilter<RouteHandlerBuilder, StepUpFilter>().WithMetadata(new StepUpMetadata());
}
