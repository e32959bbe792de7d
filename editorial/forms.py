"""What staff fill in when they publish without a second person, and when they look afterwards."""

from django import forms

from editorial.models import UrgentPublish


class UrgentForm(forms.ModelForm):
    class Meta:
        model = UrgentPublish
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}


class UrgentReviewForm(forms.ModelForm):
    class Meta:
        model = UrgentPublish
        fields = ["review_note"]
        widgets = {"review_note": forms.Textarea(attrs={"rows": 3})}
