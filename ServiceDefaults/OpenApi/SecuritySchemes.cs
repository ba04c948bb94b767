using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>How callers prove who they are, and that it is still them.</summary>
internal static class SecuritySchemes
{
    private const string Bearer = "Bearer";
    private const string StepUp = "StepUp";

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The access token of POST /api/v1/auth/sign-in.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(StepUp, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = StepUpFilter.Header,
            Description = "A grant of POST /api/v1/auth/step-up: five minutes, one session.",
        });
    }

    public static OpenApiSecurityRequirement Requirement(OpenApiDocument document, bool withStepUp)
    {
        var requirement = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] };
        if (withStepUp)
        {
            requirement[new OpenApiSecuritySchemeReference(StepUp, document)] = [];
        }

        return requirement;
    }
}
