namespace PenguinMails.ServiceDefaults;

internal static class OpenApiRegistration
{
    /// <summary>The service's part of the published API.</summary>
    public static void AddContractDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.CreateSchemaReferenceId = SchemaNames.Of;
        options.AddSchemaTransformer<SchemaRules>().AddOperationTransformer<OperationRules>().AddDocumentTransformer<DocumentRules>();
    });
}
